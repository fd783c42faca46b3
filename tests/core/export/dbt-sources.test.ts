import type { MartDefinition, TableDefinition } from "../../../functions/core/documents";
import { dbtSources } from "../../../functions/core/export/dbt-sources";
import { definitions, mart, table } from "../fan-in/factory";

const NAMES = { service: "sluice", databases: { staging: "sluice_dev_staging", mart: "sluice_dev_mart" } };
const column = (name: string, type: string, nullable: boolean) => ({
  ...{ name, type, nullable, source_name: name, description: nullable ? null : `The ${name}`, pattern: null },
});
const ORDERS: TableDefinition = table("shop/orders", {
  description: "Orders",
  grain: "one row per order",
  natural_key: ["order_id"],
  columns: [column("order_id", "bigint", false), column("note", "string", true)],
});
const sourcesOf = (marts: MartDefinition[], columns = {}) =>
  dbtSources(definitions([ORDERS], marts), columns, NAMES).sources;
const fact = (fields: Partial<MartDefinition>): MartDefinition => ({
  ...mart("fact_sales", 0),
  ...{ kind: "fact", description: "Sales", grain: "one row per order", natural_key: ["order_id"], ...fields },
});

test("a source is called after the service and the layer, and lies in the stage's database", () => {
  expect(sourcesOf([]).map(({ name, database, schema }) => [name, database, schema])).toEqual([
    ["sluice_mart", "awsdatacatalog", "sluice_dev_mart"],
    ["sluice_staging", "awsdatacatalog", "sluice_dev_staging"],
  ]);
});

test("a mart has its columns with types and descriptions, and its tests as dbt's", () => {
  const sales = fact({
    tests: [
      { type: "unique", severity: "halt", columns: ["order_id"] },
      { type: "not_null", severity: "halt", columns: ["order_id", "status"] },
      { type: "accepted_values", severity: "halt", column: "status", values: ["placed"] },
      { type: "accepted_values", severity: "halt", column: "stars", values: [1, 2] },
      {
        type: "relationships",
        severity: "halt",
        column: "order_id",
        to: "staging.shop_orders_history",
        view: "v",
        to_column: "order_id",
      },
      { type: "row_count_change", severity: "halt", max_percent: 20 },
    ],
  });
  const columns = {
    fact_sales: [
      { name: "order_id", type: "bigint", description: "The order" },
      { name: "status", type: "string", description: "" },
      { name: "stars", type: "int", description: "" },
    ],
  };
  expect(sourcesOf([sales], columns)[0]?.tables).toEqual([
    {
      name: "fact_sales",
      description: "Sales. Grain: one row per order.",
      config: {
        meta: { sluice: { kind: "fact", tests: [{ type: "row_count_change", severity: "halt", max_percent: 20 }] } },
      },
      columns: [
        {
          name: "order_id",
          description: "The order",
          data_type: "bigint",
          data_tests: [
            "unique",
            "not_null",
            {
              relationships: {
                arguments: { to: "source('sluice_staging', 'shop_orders_history')", field: "order_id" },
              },
            },
          ],
        },
        {
          name: "status",
          data_type: "string",
          data_tests: ["not_null", { accepted_values: { arguments: { values: ["placed"] } } }],
        },
        {
          name: "stars",
          data_type: "int",
          data_tests: [{ accepted_values: { arguments: { values: [1, 2], quote: false } } }],
        },
      ],
    },
  ]);
});

test("the surrogate key of a dimension mart relates to its members, and that of a table to none", () => {
  const role = (name: string, input: string, member_key: string | null) => ({
    ...{ name, surrogate_key: `${name}_key`, input, view: "v", key: { order_id: "order_id" }, as_of: null, member_key },
  });
  const dimensions = [
    role("buyer", "mart.dim_customer", "customer_key"),
    role("product", "staging.catalogue_products_history", null),
  ];
  const [, buyer, product] = sourcesOf([fact({ dimensions })])[0]?.tables[0]?.columns ?? [];
  const target = { to: "source('sluice_mart', 'dim_customer')", field: "customer_key" };
  expect(buyer).toEqual({ name: "buyer_key", data_tests: [{ relationships: { arguments: target } }] });
  expect(product).toEqual({ name: "product_key" });
});

test("the member unknown of a dimension has nulls, also where mart.json wants none", () => {
  const tests: MartDefinition["tests"] = [{ type: "not_null", severity: "warn", columns: ["order_id"] }];
  const dimension = (calendar: object | null) =>
    fact({ kind: "dimension", surrogate_key: "key", tests, dimensions: [], calendar: calendar as never });
  const found = [null, {}].map((calendar) => sourcesOf([dimension(calendar)])[0]?.tables[0]?.columns[1]?.data_tests);
  expect(found).toEqual([
    [{ not_null: { config: { severity: "warn", where: "key <> 'unknown'" } } }],
    [{ not_null: { config: { severity: "warn", where: "key <> 0" } } }],
  ]);
});

test("versions and days are unique together, and a mart without a table has the columns that its definition names", () => {
  const versions = fact({
    kind: "scd2",
    natural_key: ["order_id"],
    tests: [{ type: "not_null", severity: "halt", columns: ["status"] }],
  });
  expect(sourcesOf([versions])[0]?.tables).toMatchObject([
    {
      data_tests: [{ unique: { arguments: { column_name: "row(order_id, effective_from)" } } }],
      columns: [{ name: "order_id" }, { name: "effective_from" }, { name: "status", data_tests: ["not_null"] }],
    },
  ]);
});

test("a test that only warns does so in dbt", () => {
  const tests: MartDefinition["tests"] = [{ type: "unique", severity: "warn", columns: ["order_id"] }];
  const warned = fact({ tests, surrogate_key: "sales_key", kind: "dimension" });
  const [, order] = sourcesOf([{ ...warned, dimensions: [] }])[0]?.tables[0]?.columns ?? [];
  expect(order).toEqual({ name: "order_id", data_tests: [{ unique: { config: { severity: "warn" } } }] });
});

test("a table gives its live rows and its history", () => {
  const [current, history] = sourcesOf([])[1]?.tables ?? [];
  expect(current).toEqual({
    name: "shop_orders_current",
    description: "Orders. Grain: one row per order. Live rows.",
    columns: [
      { name: "order_id", description: "The order_id", data_type: "bigint", data_tests: ["unique", "not_null"] },
      { name: "note", data_type: "string" },
    ],
  });
  expect(history?.columns.map(({ name }) => name)).toEqual([
    ...["order_id", "note", "effective_from", "effective_to", "is_current"],
  ]);
});
