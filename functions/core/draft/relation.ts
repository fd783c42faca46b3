import type { SourceFile } from "../definitions/document";
import type { RelationReport, ReportedColumn } from "../documents";
import { checkDraft } from "./check";
import type { Draft } from "./index";
import type { Schema } from "./values";

export interface RelationInput {
  /** Names of the folders, `schemas/<source>/<table>/`. */
  source: string;
  table: string;
  connection: string;
  /** A table or view as the database calls it. */
  relation: string;
  reported: RelationReport;
  /** The files of glue/connections. */
  connections: readonly SourceFile[];
}

/**
 * Drafts the definition of a table that is pulled from a database, from what the database says of it. The draft compiles.
 * @throws DraftError when it has no such definition
 */
export function draftRelation({ source, table, connection, relation, reported, connections }: RelationInput): Draft {
  const draft = {
    rowSchema: print(rowSchemaOf(reported.columns)),
    table: print(policyOf(connection, relation, reported)),
    notes: notesOf(relation, reported),
  };
  checkDraft(source, table, `${relation} of ${connection}`, draft, connections);
  return draft;
}

const print = (document: unknown) => `${JSON.stringify(document, null, 2)}\n`;

const rowSchemaOf = (columns: readonly ReportedColumn[]) => ({
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  required: columns.filter(({ nullable }) => !nullable).map(({ name }) => name),
  properties: Object.fromEntries(columns.map((column) => [column.name, propertyOf(column)])),
});

function propertyOf(column: ReportedColumn): Schema {
  const { type, ...rest } = typeOf(column);
  const description = column.comment?.trim();
  return { type: column.nullable ? [type, "null"] : type, ...rest, ...(description && { description }) };
}

/** Digits that every 64-bit integer, and every decimal by default, has room for. */
const DIGITS = 18;
const TIME = { type: "string", format: "date-time" };
const TEXT = { type: "string" };
const NUMBER = { type: "number" };

const TYPES: Record<ReportedColumn["family"], (column: ReportedColumn) => Schema> = {
  integer: () => ({ type: "integer" }),
  decimal: ({ digits, scale }) => decimal(digits - scale, Math.max(scale, 0)),
  number: () => NUMBER,
  float: () => NUMBER,
  boolean: () => ({ type: "boolean" }),
  text: () => TEXT,
  binary: () => TEXT,
  interval: () => TEXT,
  other: () => TEXT,
  date: () => ({ type: "string", format: "date" }),
  timestamp: () => TIME,
  zoned: () => TIME,
};
const typeOf = (column: ReportedColumn): Schema => TYPES[column.family](column);

/** A decimal column is as wide as its bounds ask for. */
function decimal(whole: number, scale: number): Schema {
  if (scale === 0 && whole <= DIGITS) return { type: "integer" };
  const bound = Number(`1e${whole}`);
  const wide = whole + scale > DIGITS ? { exclusiveMinimum: -bound, exclusiveMaximum: bound } : {};
  return { type: "number", multipleOf: Number(`1e-${scale}`), ...wide };
}

function policyOf(connection: string, relation: string, { comment, key }: RelationReport) {
  return {
    $schema: "../../meta/table.schema.json",
    description: comment?.trim() || `Drafted from ${relation} of ${connection}: say what these rows are`,
    grain: key.length > 0 ? `one row per ${key.join(", ")}` : "one row per row of the database",
    format: { type: "parquet" },
    feed: "snapshot",
    natural_key: key,
    source: { jdbc: { connection, relation } },
  };
}

function notesOf(relation: string, { columns, key, comment }: RelationReport): string[] {
  const unstated = columns.filter(({ family }) => family === "number").map(({ name }) => name);
  const silent = columns.filter((column) => !column.comment).map(({ name }) => name);
  return [
    `${relation} has ${columns.length} columns, with the types, nulls and comments of the database.`,
    key.length > 0
      ? `The natural key is ${key.join(", ")}, its primary key.`
      : "It has no primary key, so the natural key is []: a row is identified by all its values; name the columns that identify it, if there are some.",
    ...(unstated.length > 0
      ? [
          `The database does not state the digits of ${unstated.join(", ")}: give each a multipleOf, such as 0.01, or the pull is refused.`,
        ]
      : []),
    "The feed is snapshot: each pull reads the whole table; use changes with a watermark if a column tells which rows are new.",
    "One connection reads all rows; add split_by to source.jdbc for several.",
    ...(comment && silent.length === 0
      ? []
      : ["Describe the table and its columns in table.json and row.schema.json."]),
  ];
}
