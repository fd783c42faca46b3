import { quickSightResources } from "../../../../functions/core/consumers/quicksight";
import { tablesOf } from "../../../../functions/core/consumers/quicksight/data-set";
import type { MartDefinition } from "../../../../functions/core/documents";
import { namesOf } from "../../../../functions/core/names";
import { COLUMNS, DEFINITIONS, FACT } from "./star";

const PLACE = { dataSourceArn: "arn", database: "sluice_dev_mart" };
const names = namesOf({ service: "sluice", stage: "dev", region: "eu-west-1", account: "1" });
const logicalId = (kind: string, name: string) => `${kind}${name.replaceAll("_", "U")}`;
const principal = "arn:aws:quicksight:eu-west-1:1:user/default/ana";
const made = quickSightResources(DEFINITIONS, { principal, stage: "dev", names, columns: COLUMNS, logicalId });

test("there is a data source with a role, a data set for each mart with a table, and an analysis for each fact", () => {
  expect(Object.entries(made).map(([id, { Type }]) => [id, Type])).toEqual([
    ["QuickSightRole", "AWS::IAM::Role"],
    ["QuickSightDataSource", "AWS::QuickSight::DataSource"],
    ["DataSetdimUcustomer", "AWS::QuickSight::DataSet"],
    ["DataSetfactUsales", "AWS::QuickSight::DataSet"],
    ["AnalysisfactUsales", "AWS::QuickSight::Analysis"],
  ]);
  expect(made.QuickSightRole?.Properties.ManagedPolicyArns).toEqual([{ Ref: "ReaderPolicy" }]);
});

test("columns have QuickSight's types, and those that it cannot read are left out", () => {
  const tables = tablesOf(DEFINITIONS.marts.dim_customer as MartDefinition, COLUMNS, PLACE);
  expect(tables.columns).toEqual([
    { Name: "customer_key", Type: "STRING" },
    { Name: "customer_id", Type: "INTEGER" },
    { Name: "country", Type: "STRING" },
    { Name: "newsletter", Type: "BOOLEAN" },
    { Name: "effective_from", Type: "DATETIME" },
  ]);
  expect(tables.PhysicalTableMap).toMatchObject({
    "dim-customer": { RelationalTable: { Catalog: "AwsDataCatalog", Schema: "sluice_dev_mart", Name: "dim_customer" } },
  });
});

test("a fact is joined with its members once for each role, and their columns are called after it", () => {
  const { LogicalTableMap, PhysicalTableMap, columns } = tablesOf(FACT, COLUMNS, PLACE);
  expect(Object.keys(PhysicalTableMap)).toEqual(["fact-sales", "role-buyer", "role-gift-to"]);
  expect(LogicalTableMap["join-gift-to"]).toMatchObject({
    Source: {
      JoinInstruction: {
        ...{ LeftOperand: "join-buyer", RightOperand: "role-gift-to", Type: "LEFT" },
        OnClause: "{gift_key} = {customer_key[gift_to]}",
        RightJoinKeyProperties: { UniqueKey: true },
      },
    },
  });
  const shown = columns.map(({ Name }) => Name);
  expect(shown).toEqual(expect.arrayContaining(["amount", "country[buyer]", "country[gift_to]"]));
  expect(shown).not.toContain("customer_key[buyer]");
  expect(new Set(shown).size).toBe(shown.length);
});

test("a role whose mart has no table yet is left out", () => {
  const { dim_customer: _, ...without } = COLUMNS;
  expect(Object.keys(tablesOf(FACT, without, PLACE).LogicalTableMap)).toEqual(["fact-sales"]);
});

test("a fact with more dimensions than a data set holds is refused", () => {
  const [role] = FACT.dimensions as [MartDefinition["dimensions"][number]];
  const dimensions = Array.from({ length: 32 }, (_, at) => ({ ...role, name: `r${at}` }));
  expect(() => tablesOf({ ...FACT, dimensions }, COLUMNS, PLACE)).toThrow(
    "glue/marts/fact_sales/mart.json: 32 dimensions, and a data set of QuickSight joins at most 31; leave quicksight_principal_arn empty, or split the fact.",
  );
});

test("the analysis shows rows, the total by day, and the total by status and by a group of members", () => {
  const definition = made.AnalysisfactUsales?.Properties.Definition as { Sheets: { Visuals: object[] }[] };
  const visuals = definition.Sheets[0]?.Visuals ?? [];
  const titles = visuals.flatMap((visual) =>
    Object.entries(visual).map(([kind, { Title }]) => [kind, Title.FormatText.PlainText]),
  );
  expect(titles).toEqual([
    ["KPIVisual", "Rows"],
    ["KPIVisual", "Sum of amount"],
    ["LineChartVisual", "Sum of amount by order_date"],
    ["BarChartVisual", "Sum of amount by status"],
    ["BarChartVisual", "Sum of amount by country[buyer]"],
    ["BarChartVisual", "Sum of amount by country[gift_to]"],
  ]);
});
