import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A table that follows its database, of which other schemas have other states. */
export const NOTES = "warehouse/notes";

/** The connection to another state of the table. */
export const notesOf = (schema: "later" | "gone") => ({
  connection: "warehouse",
  url: (url: string) => `${url}?currentSchema=${schema}`,
});

const SQL = `
create table notes (id bigint primary key, amount numeric(12, 2), note text);
insert into notes values (1, 0.5, 'first'), (2, null, null);
create schema later;
create table later.notes (id bigint primary key, amount numeric(30, 2), note text, written_at timestamptz);
insert into later.notes values
  (1, 1234567890123456789012345678.90, 'first', '2026-03-01 07:00:00+01'), (2, null, null, null);
create schema gone;
create table gone.notes (id bigint primary key, note bigint);
`;

/** Adds the table to the project at `root`, and its states to the sample database. */
export function addNotes(root: string): void {
  appendFileSync(join(root, "glue/connections/warehouse.sql"), SQL);
  const folder = join(root, "schemas", NOTES);
  mkdirSync(folder, { recursive: true });
  const row = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    required: ["id"],
    properties: { id: { type: "integer" } },
  };
  const table = {
    description: "Notes, with whatever columns the database has",
    grain: "one row per id",
    format: { type: "parquet" },
    feed: "snapshot",
    natural_key: ["id"],
    source: { jdbc: { connection: "warehouse", relation: "notes", schema: "database" } },
  };
  writeFileSync(join(folder, "row.schema.json"), JSON.stringify(row));
  writeFileSync(join(folder, "table.json"), JSON.stringify(table));
}
