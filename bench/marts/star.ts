import { compileDefinitions } from "../../functions/core/definitions/compile";
import type { Definitions } from "../../functions/core/documents";

const integer = { type: "integer" };
const text = { type: "string" };
const money = { type: "number", multipleOf: 0.01 };
const day = { type: "string", format: "date" };

/** What the tables have: TPC-H, with the customer and the nation of its order in each line, as an export would. */
const TABLES: Record<string, { key: string[]; columns: Record<string, object> }> = {
  customers: {
    key: ["customer_id"],
    columns: { customer_id: integer, name: text, segment: text, balance: money, nation_id: integer },
  },
  parts: { key: ["part_id"], columns: { part_id: integer, name: text, brand: text, type: text, price: money } },
  suppliers: {
    key: ["supplier_id"],
    columns: { supplier_id: integer, name: text, balance: money, nation_id: integer },
  },
  orders: { key: ["order_id"], columns: { order_id: integer, status: text, priority: text, clerk: text } },
  nations: { key: ["nation_id"], columns: { nation_id: integer, name: text } },
  lines: {
    key: ["order_id", "line_number"],
    columns: {
      ...{ order_id: integer, line_number: integer, customer_id: integer, part_id: integer, supplier_id: integer },
      ...{ nation_id: integer, sold_on: day, quantity: money, price: money, discount: money },
      ...{ return_flag: text, ship_date: day, ship_mode: text },
    },
  },
};

/** Dimensions, and the tables that they are of; those with versions read a history. */
const DIMENSIONS = [
  { name: "customer", table: "customers", hasVersions: true },
  { name: "part", table: "parts", hasVersions: true },
  { name: "supplier", table: "suppliers", hasVersions: false },
  { name: "order", table: "orders", hasVersions: false },
  { name: "nation", table: "nations", hasVersions: false },
];

const ABOUT = { description: "A benchmark", grain: "one row per key" };
const SQL_OF_LINES = `select order_id, line_number, customer_id, part_id, supplier_id, nation_id, sold_on, quantity, price,
  price * (1 - discount) as amount, return_flag, ship_date, ship_mode
from staging.tpch_lines_current`;

/** The star, compiled: five dimensions and the fact `fact_line`. */
export function star(refresh: "changed" | "full"): Definitions {
  const files = Object.entries(TABLES).flatMap(([table, { key, columns }]) => {
    const required = Object.keys(columns);
    const policy = { ...ABOUT, format: { type: "parquet" }, feed: "snapshot", natural_key: key };
    return [
      file(`schemas/tpch/${table}/table.json`, policy),
      file(`schemas/tpch/${table}/row.schema.json`, { type: "object", required, properties: columns }),
    ];
  });
  const marts = DIMENSIONS.flatMap((dimension) => dimensionFiles(dimension, refresh));
  const definitions = compileDefinitions([...files, ...marts, ...factFiles(refresh)]);
  return definitions;
}

function dimensionFiles({ name, table, hasVersions }: (typeof DIMENSIONS)[number], refresh: string) {
  const input = `staging.tpch_${table}_${hasVersions ? "history" : "current"}`;
  const { key = [], columns = {} } = TABLES[table] ?? {};
  const selected = [...Object.keys(columns), ...(hasVersions ? ["effective_from", "effective_to"] : [])];
  const mart = { kind: "dimension", ...ABOUT, natural_key: key, surrogate_key: `${name}_key`, refresh };
  return [
    file(`glue/marts/dim_${name}/mart.json`, { ...mart, inputs: [{ name: input, cadence: "daily" }] }),
    { path: `glue/marts/dim_${name}/mart.sql`, text: `select ${selected.join(", ")} from ${input}` },
  ];
}

function factFiles(refresh: string) {
  const dimensions = DIMENSIONS.map(({ name, hasVersions }) => ({
    name,
    surrogate_key: `${name}_key`,
    input: `mart.dim_${name}`,
    key: { [`${name}_id`]: `${name}_id` },
    ...(hasVersions ? { as_of: "sold_on" } : {}),
  }));
  const inputs = ["staging.tpch_lines_current", ...dimensions.map(({ input }) => input)];
  const mart = { kind: "fact", ...ABOUT, natural_key: ["order_id", "line_number"], refresh, dimensions };
  return [
    file("glue/marts/fact_line/mart.json", { ...mart, inputs: inputs.map((name) => ({ name, cadence: "daily" })) }),
    { path: "glue/marts/fact_line/mart.sql", text: SQL_OF_LINES },
  ];
}

const file = (path: string, document: object) => ({ path, text: JSON.stringify(document) });
