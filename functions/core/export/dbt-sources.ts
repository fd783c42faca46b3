import type { Definitions, Dimension, MartDefinition, MartTest, TableDefinition } from "../documents";
import type { CatalogColumn, MartColumns } from "./columns";
import { rowKey } from "./row-key";

/** The names of a deployment that the sources carry. */
export interface SourceNames {
  /** `service` of serverless.yml, which the names of the sources begin with */
  service: string;
  databases: { staging: string; mart: string };
}

type DbtTest = string | Record<string, unknown>;

interface DbtColumn {
  name: string;
  description?: string;
  data_type?: string;
  data_tests?: DbtTest[];
}

interface DbtTable {
  name: string;
  description: string;
  config?: { meta: Record<string, unknown> };
  data_tests?: DbtTest[];
  columns: DbtColumn[];
}

/** A dbt sources.yml: the marts, and the rows and versions of the staging tables, of a stage. */
export function dbtSources({ tables, marts }: Definitions, columns: MartColumns, names: SourceNames) {
  const { service, databases } = names;
  const source = (layer: "staging" | "mart", description: string, found: DbtTable[]) => ({
    name: `${service}_${layer}`,
    description,
    database: "awsdatacatalog",
    schema: databases[layer],
    tables: found,
  });
  return {
    version: 2,
    sources: [
      source(
        "mart",
        "What consumers read",
        Object.values(marts).map((mart) => martTable(mart, columns[mart.id] ?? null, service)),
      ),
      source("staging", "Live rows and history of every source table", Object.values(tables).flatMap(stagingTables)),
    ],
  };
}

const listed = <T>(items: T[], field: string) => (items.length > 0 ? { [field]: items } : {});

function martTable(mart: MartDefinition, columns: readonly CatalogColumn[] | null, service: string): DbtTable {
  const tests: MartTest[] = [
    { type: "unique", severity: "halt", columns: rowKey(mart) },
    ...mart.dimensions.flatMap(members),
    ...mart.tests,
  ];
  const known = columns?.map(({ name }) => name) ?? namedIn(mart);
  const facts = new Map(columns?.map((column) => [column.name, column]));
  const others = tests.filter((test) => !isTold(test));
  return {
    name: mart.id,
    description: `${mart.description}. Grain: ${mart.grain}.`,
    config: {
      meta: { sluice: { kind: mart.kind, ...listed(others, "tests") } },
    },
    ...listed(unrepeated(tests.flatMap(ofTable)), "data_tests"),
    columns: known.map((name) => {
      const { type, description } = facts.get(name) ?? {};
      const own = unrepeated(tests.flatMap((test) => ofColumn(test, name, service, membersOnly(mart))));
      return {
        name,
        ...(description && { description }),
        ...(type && { data_type: type }),
        ...listed(own, "data_tests"),
      };
    }),
  };
}

/** Each surrogate key of a fact is that of a member, `unknown` at least. */
function members({ surrogate_key: column, input: to, member_key, view }: Dimension): MartTest[] {
  if (member_key === null) return [];
  return [{ type: "relationships", severity: "halt", column, to, view, to_column: member_key }];
}

const unrepeated = (tests: DbtTest[]) => [...new Map(tests.map((test) => [JSON.stringify(test), test])).values()];

/** The columns that a definition names, for a mart without a table. */
function namedIn(mart: MartDefinition): string[] {
  const tested = mart.tests.flatMap((test) => ("columns" in test ? test.columns : "column" in test ? test.column : []));
  return [...new Set([...rowKey(mart), ...mart.dimensions.map(({ surrogate_key }) => surrogate_key), ...tested])];
}

/** Whether dbt has a test of that kind; the others are kept as facts. */
const isTold = ({ type }: MartTest) => ["unique", "not_null", "accepted_values", "relationships"].includes(type);

/** Uniqueness of several columns together, as a row of Athena's SQL. */
function ofTable(test: MartTest): DbtTest[] {
  if (test.type !== "unique" || test.columns.length === 1) return [];
  return [configured({ unique: { arguments: { column_name: `row(${test.columns.join(", ")})` } } }, test)];
}

function ofColumn(test: MartTest, column: string, service: string, where: Where): DbtTest[] {
  switch (test.type) {
    case "not_null":
      return test.columns.includes(column) ? [configured({ not_null: {} }, test, where)] : [];
    case "unique":
      return test.columns.length === 1 && test.columns[0] === column ? [configured({ unique: {} }, test)] : [];
    case "accepted_values":
      return test.column === column ? [configured({ accepted_values: { arguments: valuesOf(test) } }, test)] : [];
    case "relationships":
      return test.column === column
        ? [configured({ relationships: { arguments: targetOf(test, service) } }, test)]
        : [];
    default:
      return [];
  }
}

/** dbt writes values between quotes unless it is told that they are no texts. */
function valuesOf({ values }: MartTest & { type: "accepted_values" }) {
  return { values, ...(values.some((value) => typeof value !== "string") && { quote: false }) };
}

function targetOf({ to, to_column }: MartTest & { type: "relationships" }, service: string) {
  const [layer, name] = to.split(".");
  return { to: `source('${service}_${layer}', '${name}')`, field: to_column };
}

type Where = { where?: string };

/** A dimension without its member `unknown`, whose columns are null. */
function membersOnly({ kind, surrogate_key, calendar }: MartDefinition): Where {
  return kind === "dimension" ? { where: `${surrogate_key} <> ${calendar ? "0" : "'unknown'"}` } : {};
}

/** A test with its severity and condition, and a test without anything to say as its bare name. */
function configured(test: Record<string, object>, { severity }: MartTest, where: Where = {}): DbtTest {
  const [[name = "", content = {}] = []] = Object.entries(test);
  const config = { ...(severity === "warn" && { severity }), ...where };
  if (Object.keys(config).length > 0) return { [name]: { ...content, config } };
  return Object.keys(content).length === 0 ? name : test;
}

/** `_current` and `_history` of a staging table, whose keys and values the load has checked. */
function stagingTables(table: TableDefinition): DbtTable[] {
  const [only, ...others] = table.natural_key;
  const columns = (isUnique: boolean) =>
    table.columns.map(({ name, type, nullable, description }) => ({
      name,
      ...(description && { description }),
      data_type: type,
      ...listed([...(isUnique && name === only ? ["unique"] : []), ...(nullable ? [] : ["not_null"])], "data_tests"),
    }));
  const about = `${table.description}. Grain: ${table.grain}.`;
  const unique =
    others.length > 0 ? [{ unique: { arguments: { column_name: `row(${table.natural_key.join(", ")})` } } }] : [];
  return [
    {
      name: `${table.name}_current`,
      description: `${about} Live rows.`,
      ...listed(unique, "data_tests"),
      columns: columns(others.length === 0),
    },
    {
      name: `${table.name}_history`,
      description: `${about} Every version, from effective_from until before effective_to (null: open).`,
      columns: [...columns(false), ...INTERVAL],
    },
  ];
}

const INTERVAL: DbtColumn[] = [
  { name: "effective_from", description: "When the version begins" },
  { name: "effective_to", description: "When it ends; null: it stands" },
  { name: "is_current", description: "Whether it stands", data_type: "boolean" },
];
