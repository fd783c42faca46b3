import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compileDefinitions, type SourceFile } from "../../functions/core/definitions/compile";
import type { Definitions, RowSchema, TableDefinition } from "../../functions/core/documents";

/** `valid`, or what is wrong with the row: each breach once. */
type Breach = { column: string | null; rule: string };
export interface Case {
  case: string;
  text: string;
  verdict: "valid" | Breach | Breach[];
}
/** Rows of one file; `policy` is added to its table.json. */
export interface Group {
  title: string;
  format: Record<string, unknown> & { type: string };
  policy?: Record<string, unknown>;
  row_schema: RowSchema & { properties: Record<string, unknown> };
  rows: Case[];
}

const FOLDER = join(__dirname, "cases");

/** The groups of every file in tests/contract/cases, by the id of the table that each is: `integers/g0`. */
export function readGroups(): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const file of readdirSync(FOLDER).sort()) {
    const { groups: read } = JSON.parse(readFileSync(join(FOLDER, file), "utf-8")) as { groups: Group[] };
    read.forEach((group, at) => {
      groups.set(`${file.replace(/\.json$/, "").replaceAll("-", "_")}/g${at}`, group);
    });
  }
  return groups;
}

/** Compiles each group's table as a deployment would: invalid rows are set aside, however many. */
export function compileGroups(groups: ReadonlyMap<string, Group>): Definitions {
  return compileDefinitions([...groups].flatMap(([id, group]) => filesOf(id, group)));
}

function filesOf(id: string, { title, format, policy, row_schema }: Group): SourceFile[] {
  const table = {
    description: title,
    grain: "one row per case",
    format,
    feed: "snapshot",
    natural_key: [],
    invalid_rows: { quarantine: { max_percent: 100 } },
    ...policy,
  };
  return [
    { path: `schemas/${id}/table.json`, text: JSON.stringify(table) },
    { path: `schemas/${id}/row.schema.json`, text: JSON.stringify(row_schema) },
  ];
}

/** What stands before, between and after the rows of a file. */
const FILES: Record<string, (columns: readonly string[], delimiter: string) => [string, string, string]> = {
  csv: (columns, delimiter) => [`${columns.join(delimiter)}\n`, "\n", "\n"],
  jsonl: () => ["", "\n", "\n"],
  json: () => ["[\n", ",\n", "\n]\n"],
  xml: () => ["<rows>\n", "\n", "\n</rows>\n"],
};

/** The file of a group, and the line that each of its rows begins on. */
export function fileOf({ rows, row_schema }: Group, { format }: TableDefinition): { text: string; lines: number[] } {
  const delimiter = format.type === "csv" ? format.delimiter : "";
  const make = FILES[format.type] as (typeof FILES)[string];
  const [before, between, after] = make(Object.keys(row_schema.properties), delimiter);
  const lines: number[] = [];
  let text = before;
  rows.forEach((row, at) => {
    if (at > 0) text += between;
    lines.push(text.split("\n").length);
    text += row.text;
  });
  return { text: text + after, lines };
}

/** The breaches of a verdict as texts, in a fixed order. */
export function breaches(verdict: Case["verdict"] | readonly Breach[]): string[] {
  if (verdict === "valid") return [];
  return ([verdict].flat() as Breach[]).map(({ column, rule }) => `${column ?? "the row"}: ${rule}`).sort();
}
