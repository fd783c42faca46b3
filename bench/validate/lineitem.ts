import { compileDefinitions } from "../../functions/core/definitions/compile";
import type { TableDefinition } from "../../functions/core/documents";

/** TPC-H specification 3.0.1, 1.4.1 (types) and 4.2.3 (values): all 16 columns of LINEITEM. */
const money = { type: "number", multipleOf: 0.01, maximum: 9_999_999_999_999.99 };
const day = { type: "string", format: "date" };
const PROPERTIES = {
  l_orderkey: { type: "integer", minimum: 1 },
  l_partkey: { type: "integer", minimum: 1 },
  l_suppkey: { type: "integer", minimum: 1 },
  l_linenumber: { type: "integer", minimum: 1, maximum: 7 },
  l_quantity: { type: "number", multipleOf: 0.01, minimum: 1, maximum: 50 },
  l_extendedprice: { ...money, minimum: 0 },
  l_discount: { type: "number", multipleOf: 0.01, minimum: 0, maximum: 0.1 },
  l_tax: { type: "number", multipleOf: 0.01, minimum: 0, maximum: 0.08 },
  l_returnflag: { type: "string", enum: ["R", "A", "N"] },
  l_linestatus: { type: "string", enum: ["O", "F"] },
  l_shipdate: day,
  l_commitdate: day,
  l_receiptdate: day,
  l_shipinstruct: { type: "string", enum: ["DELIVER IN PERSON", "COLLECT COD", "NONE", "TAKE BACK RETURN"] },
  l_shipmode: { type: "string", enum: ["REG AIR", "AIR", "RAIL", "SHIP", "TRUCK", "MAIL", "FOB"] },
  l_comment: { type: "string", minLength: 1, maxLength: 44 },
};

export const COLUMNS = Object.keys(PROPERTIES);
/** Columns whose values JSON writes without quotes. */
export const NUMBERS = new Set(
  Object.entries(PROPERTIES)
    .filter(([, { type }]) => type !== "string")
    .map(([name]) => name),
);

const FORMATS = {
  csv: { type: "csv" },
  jsonl: { type: "jsonl" },
  xml: { type: "xml", row_tag: "row" },
  parquet: { type: "parquet" },
};
export type LineitemFormat = keyof typeof FORMATS;

/** The table as the Lambda gets it: a snapshot, so that its keys are watched for duplicates too. */
export function lineitem(format: LineitemFormat, name = "lineitem"): TableDefinition {
  const row = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    required: COLUMNS,
    properties: PROPERTIES,
  };
  const table = {
    description: "Lines of orders",
    grain: "one row per line of an order",
    format: FORMATS[format],
    feed: "snapshot",
    natural_key: ["l_orderkey", "l_linenumber"],
  };
  const { tables } = compileDefinitions([
    { path: `schemas/tpch/${name}/table.json`, text: JSON.stringify(table) },
    { path: `schemas/tpch/${name}/row.schema.json`, text: JSON.stringify(row) },
  ]);
  return tables[`tpch/${name}`] as TableDefinition;
}
