import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const TEXT = { type: "string" };
const NUMBER = { type: "integer" };
const $schema = "https://json-schema.org/draft/2020-12/schema";
const policy = { grain: "one row per id", natural_key: ["id"], format: { type: "csv" } };

/** A snapshot, one with a mart, and changes. */
const FILES: Record<string, unknown> = {
  "schemas/faults/readings/table.json": { ...policy, feed: "snapshot", max_delete_percent: 100 },
  "schemas/faults/readings/row.schema.json": {
    properties: { id: TEXT, value: NUMBER, note: { type: ["string", "null"] } },
  },
  "schemas/faults/stock/table.json": { ...policy, feed: "snapshot", max_delete_percent: 100 },
  "schemas/faults/stock/row.schema.json": { properties: { id: TEXT, value: NUMBER } },
  "schemas/faults/moves/table.json": { ...policy, feed: "changes", sequence_by: "at", new_columns: "ignore" },
  "schemas/faults/moves/row.schema.json": {
    required: ["id", "value", "at"],
    properties: { id: TEXT, value: NUMBER, at: { type: "string", format: "date-time" } },
  },
  "glue/marts/fault_stock/mart.json": {
    ...{ description: "Of the tests of faults", kind: "as_of", grain: "one row per id", natural_key: ["id"] },
    inputs: [{ name: "staging.faults_stock_current", cadence: "daily" }],
  },
};

/** Describes the tables that meet faults, and their mart, in the project at `root`. */
export function addFaultTables(root: string): void {
  const write = (path: string, text: string) => {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const [path, content] of Object.entries(FILES)) {
    const about = path.endsWith("table.json") ? { description: `Of the tests of faults: ${path}` } : {};
    const row = path.endsWith("row.schema.json") ? { $schema, type: "object", required: ["id", "value"] } : {};
    write(path, JSON.stringify({ ...about, ...row, ...(content as object) }));
  }
  write("glue/marts/fault_stock/mart.sql", "select id, value from staging.faults_stock_current");
}
