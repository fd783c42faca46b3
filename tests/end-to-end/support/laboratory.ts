import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FORMAT_TABLES } from "./format-tables";

/** Tables that no mart reads: what goes wrong with one disturbs nobody. By table id. */
const TABLES: Record<string, { row: Record<string, unknown>; required: string[]; policy: Record<string, unknown> }> = {
  "lab/readings": {
    row: { sensor: { type: "integer" }, value: { type: "number" }, note: { type: ["string", "null"] } },
    required: ["sensor", "value"],
    policy: { format: { type: "csv" }, natural_key: ["sensor"] },
  },
  "lab/latin1": pulled({ type: "csv", delimiter: ";", encoding: "iso-8859-1" }),
  "lab/utf16": pulled({ type: "csv", encoding: "utf-16" }),
  "lab/lines": pulled({ type: "jsonl" }),
  "lab/elements": pulled({ type: "xml", row_tag: "row", encoding: "utf-16" }),
  ...FORMAT_TABLES,
  // A bank's daily export, with a trailer that the gate sets aside.
  "field/people": {
    row: { id: { type: "integer" }, name: { type: "string" }, amount: { type: "number", multipleOf: 0.01 } },
    required: ["id", "name", "amount"],
    policy: {
      format: { type: "csv", delimiter: "|" },
      natural_key: ["id"],
      invalid_rows: { quarantine: { max_percent: 50 } },
    },
  },
  "field/towns": {
    row: { zip: { type: "integer" }, town: { type: "string" } },
    required: ["zip", "town"],
    policy: { format: { type: "csv" }, natural_key: ["zip"] },
  },
  "field/villages": {
    row: { zip: { type: "integer" }, village: { type: "string" } },
    required: ["zip", "village"],
    policy: { format: { type: "csv" }, natural_key: ["zip"] },
  },
  "field/lists": {
    row: {
      id: { type: "integer" },
      items: { type: ["array", "null"], items: { type: "object", properties: { sku: { type: "string" } } } },
    },
    required: ["id"],
    policy: { format: { type: "jsonl" }, natural_key: ["id"] },
  },
  "lab/gated": {
    row: { id: { type: "integer" }, colour: { enum: ["red", "blue"], type: "string" } },
    required: ["id", "colour"],
    policy: {
      format: { type: "jsonl" },
      natural_key: ["id"],
      invalid_rows: { quarantine: { max_percent: 40 } },
      new_columns: "rescue",
    },
  },
};

/** The same rows in another format: an id, a text, a decimal of 38 digits. */
function pulled(format: Record<string, unknown>) {
  // 28 digits before the point and 10 after it: decimal(38,10).
  const amount = { type: "number", multipleOf: 1e-10, maximum: 9e27 };
  return {
    row: { id: { type: "integer" }, text: { type: ["string", "null"] }, amount },
    required: ["id"],
    policy: { format, natural_key: ["id"] },
  };
}

export const READINGS = "lab/readings";
/** The table's name, which its job has too. */
export const READINGS_TABLE = "lab_readings";

/** Describes the tables in the project at `root`. */
export function addLaboratory(root: string): void {
  for (const [id, { row, required, policy }] of Object.entries(TABLES)) {
    const folder = join(root, "schemas", id);
    mkdirSync(folder, { recursive: true });
    const schema = {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      required,
      properties: row,
    };
    const table = { description: `Of the laboratory: ${id}`, grain: "one row per key", feed: "snapshot", ...policy };
    writeFileSync(join(folder, "row.schema.json"), JSON.stringify(schema));
    writeFileSync(join(folder, "table.json"), JSON.stringify(table));
  }
}

/** A file of lab/readings: one line per sensor. */
export const readings = (...values: [sensor: number, value: number][]) =>
  ["sensor,value", ...values.map((value) => value.join(","))].join("\n");
