import VOCABULARY from "../../../schemas/meta/vocabulary.schema.json";
import type { Column, Database, JdbcJson, JdbcSource, TableJson } from "../documents";
import type { Connections } from "./connections";
import { quoted } from "./suggest";
import type { TableReferences } from "./table-references";

/** The rows of the vocabulary: what a message calls a database, and what it can. */
const DATABASES = VOCABULARY.$defs.database.rows;

const FETCH_SIZE = 5000;
const CONNECTIONS = 4;
const ORDERED = ["bigint", "date", "timestamp"];
const AT = "/source/jdbc";

/** `source.jdbc` of a table whose other fields have been checked; null for a table of files. Problems are the `references`'. */
export function compileJdbc(json: TableJson, references: TableReferences, known: Connections): JdbcSource | null {
  const jdbc = json.source?.jdbc;
  if (!jdbc) return null;
  const database = known.connections[jdbc.connection]?.database;
  if (!database && !known.broken.includes(jdbc.connection)) refuseConnection(jdbc, references, known);
  checkTable(json, references);
  checkRelation(jdbc, references);
  const split_by = splitOf(jdbc, json.natural_key, references);
  if (database) checkRowid(jdbc, database, references);
  const connections =
    jdbc.connections ?? (split_by && database && DATABASES[database].shares_instant ? CONNECTIONS : 1);
  if (connections > 1 && !split_by) {
    const sentence = `"source.jdbc.connections" is ${connections}, expected "split_by" beside it, which says how they share the rows; add it, or remove "connections".`;
    references.refuse(`${AT}/connections`, sentence);
  }
  if (database && connections > 1 && !DATABASES[database].shares_instant) {
    const sentence = `"source.jdbc.connections" is ${connections}, expected 1: several connections to ${DATABASES[database].name} cannot read one instant of a table; remove it.`;
    references.refuse(`${AT}/connections`, sentence);
  }
  return {
    connection: jdbc.connection,
    database: database ?? "postgresql",
    relation: jdbc.relation ?? null,
    query: jdbc.query ?? null,
    schema: jdbc.schema ?? "declared",
    split_by: connections > 1 ? split_by : null,
    connections,
    fetch_size: jdbc.fetch_size ?? FETCH_SIZE,
    watermark: watermarkOf(json, references),
    schedule: jdbc.schedule ?? null,
  };
}

function refuseConnection(jdbc: JdbcJson, references: TableReferences, { connections }: Connections): void {
  const names = Object.keys(connections);
  const found = names.length > 0 ? `expected one of ${quoted(names)}` : "and there is none yet";
  references.refuse(
    `${AT}/connection`,
    `"source.jdbc.connection" names "${jdbc.connection}", ${found}; describe it in glue/connections/${jdbc.connection}.json, or correct the name.`,
  );
}

/** What a pull asks of the rest of table.json, and of the columns. */
function checkTable({ format }: TableJson, references: TableReferences): void {
  if (format.type !== "parquet") {
    const sentence = `"format.type" is "${format.type}", expected "parquet", which a pull from a database writes; correct it.`;
    references.refuse("/format/type", sentence);
  }
  for (const { source_name, type } of references.columns.filter(isNested)) {
    const sentence = `the property "${source_name}" is a ${type}, expected single values of a table that is pulled from a database; declare a string, and have "query" make a text of it.`;
    references.refuse(AT, sentence);
  }
}

const isNested = ({ type }: Column) => /^(struct|array)/.test(type);

function checkRelation({ relation, query }: JdbcJson, references: TableReferences): void {
  if ((relation === undefined) !== (query === undefined)) return;
  const found = relation === undefined ? "neither" : "both";
  references.refuse(AT, `"source.jdbc" has ${found} of "relation" and "query", expected one; correct it.`);
}

function splitOf({ split_by }: JdbcJson, natural_key: string[], references: TableReferences): JdbcSource["split_by"] {
  if (split_by === undefined) return null;
  if (split_by === "rowid") return { columns: [], hash: false };
  if (split_by !== "key") {
    ordered("source.jdbc.split_by.column", `${AT}/split_by/column`, split_by.column, references);
    return { columns: [split_by.column], hash: false };
  }
  if (natural_key.length > 0) return { columns: natural_key, hash: true };
  const sentence = '"source.jdbc.split_by" is "key", and "natural_key" is []; name a column to split by.';
  references.refuse(`${AT}/split_by`, sentence);
  return null;
}

/** Addresses are those of the rows of a table. */
function checkRowid({ split_by, relation }: JdbcJson, database: Database, references: TableReferences): void {
  if (split_by !== "rowid") return;
  const { has_rowid, name } = DATABASES[database];
  const found = has_rowid ? 'there is a "query"' : `the database is ${name}`;
  if (has_rowid && relation !== undefined) return;
  const sentence = `"source.jdbc.split_by" is "rowid", which divides the rows of a table of Oracle, and ${found}; name "key" or a column.`;
  references.refuse(`${AT}/split_by`, sentence);
}

function watermarkOf({ feed, source }: TableJson, references: TableReferences): JdbcSource["watermark"] {
  const watermark = source?.jdbc.watermark;
  if (!watermark) return null;
  const pointer = `${AT}/watermark`;
  if (feed !== "changes") {
    const sentence = `"source.jdbc.watermark" pulls the rows that changed, expected the feed "changes", found "${feed}", where absent rows are deleted; remove it, or correct "feed".`;
    references.refuse(pointer, sentence);
  }
  const column = ordered("source.jdbc.watermark.column", `${pointer}/column`, watermark.column, references);
  if (column) references.checkNeverNull("source.jdbc.watermark.column", `${pointer}/column`, column);
  return watermark;
}

function ordered(field: string, pointer: string, property: string, references: TableReferences): Column | undefined {
  const column = references.column(field, pointer, property);
  if (column && !ORDERED.includes(column.type))
    references.refuseType(field, pointer, column, "an integer, a date or a date-time");
  return column;
}
