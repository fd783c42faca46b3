import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A table that no mart reads: what goes wrong with it disturbs nobody. Its job is READINGS_JOB. */
export const READINGS = "lab/readings";
export const READINGS_JOB = "sluice-local-staging-lab_readings";

/** Describes the table in the project at `root`. */
export function addReadings(root: string): void {
  const folder = join(root, "schemas", READINGS);
  mkdirSync(folder, { recursive: true });
  const row = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    required: ["sensor", "value"],
    properties: { sensor: { type: "integer" }, value: { type: "number" }, note: { type: ["string", "null"] } },
  };
  const table = {
    description: "Readings of the laboratory's sensors",
    grain: "one row per sensor",
    format: { type: "csv" },
    feed: "snapshot",
    natural_key: ["sensor"],
  };
  writeFileSync(join(folder, "row.schema.json"), JSON.stringify(row));
  writeFileSync(join(folder, "table.json"), JSON.stringify(table));
}

/** A file of the table: one line per sensor. */
export const readings = (...values: [sensor: number, value: number][]) =>
  ["sensor,value", ...values.map((value) => value.join(","))].join("\n");
