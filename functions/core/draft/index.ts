import Papa from "papaparse";
import type { CsvFormat, Format, TextFormat } from "../documents";
import { checkDraft } from "./check";
import { findDatePatterns } from "./date-patterns";
import { DraftError } from "./errors";
import { type FileDate, fileDate } from "./file-date";
import { inferFormat } from "./format";
import { inferSchema, type ObjectSchema, objectSchema } from "./infer";
import { findKey, type KeySearch } from "./key";
import { findMarkers } from "./markers";
import { isParquet, parquetRows } from "./parquet";
import { type FileRows, readRows } from "./rows";
import { decode } from "./text";

export { DraftError } from "./errors";

export interface DraftInput {
  /** Names of the folders, `schemas/<source>/<table>/`. */
  source: string;
  table: string;
  /** For messages and the description. */
  fileName: string;
  bytes: Uint8Array;
}

export interface Draft {
  /** Texts of row.schema.json and table.json. */
  rowSchema: string;
  table: string;
  /** What was assumed, a sentence each, for a person to check. */
  notes: string[];
}

/**
 * Drafts a table's definition from one of its files (any format, any compression). The draft compiles, and every
 * row of that file is valid under it.
 * @throws DraftError when the file has no such definition
 */
export async function draftTable({ source, table, fileName, bytes }: DraftInput): Promise<Draft> {
  const shown = await named(fileName, () => (isParquet(bytes) ? ofParquet(bytes) : ofText(fileName, bytes)));
  const dated = fileDate(fileName);
  const policy = policyOf(fileName, shown, dated);
  const draft = {
    rowSchema: print({ ...HEAD, ...shown.schema }),
    table: print(policy),
    notes: [...shown.notes, ...(dated ? [dateNote(fileName, dated)] : []), ...NEXT],
  };
  checkDraft(source, table, fileName, draft);
  return draft;
}

/** A table as one file shows it. */
interface Told {
  format: Format;
  date_patterns: Record<string, string>;
  schema: ObjectSchema;
  key: string[];
  notes: string[];
}

async function ofText(fileName: string, bytes: Uint8Array): Promise<Told> {
  const { text, encoding, compression } = await decode(fileName, bytes);
  const inferred = inferFormat(fileName, text, encoding);
  const { format, file, notes: marked } = findMarkers(inferred, readFile(fileName, text, inferred));
  const { schema, date_patterns, notes } = findDatePatterns(rowSchema(format, file), file.rows);
  const search = findKey(schema.properties, schema.required ?? [], file.rows);
  const told = [...notesOf(format, compression, file, search), ...marked, ...notes];
  return { format, date_patterns, schema, key: search.key, notes: told };
}

/** The footer has the types, but no values to find a key in. */
async function ofParquet(bytes: Uint8Array): Promise<Told> {
  const { schema, rowCount } = await parquetRows(bytes);
  const columns = Object.keys(schema.properties).length;
  const notes = [
    `The format is parquet: ${rowCount} rows, ${columns} columns, with the types of the file.`,
    "The natural key is []: a row is identified by all its values; name the columns that identify it, if there are some.",
  ];
  return { format: { type: "parquet" }, date_patterns: {}, schema, key: [], notes };
}

/** Notes that every draft has. */
const NEXT = [
  "The feed is snapshot: each file holds the whole table; use changes if files hold only what changed, or only add rows, as a log does.",
  "Describe the table and its columns in table.json and row.schema.json.",
];
const HEAD = { $schema: "https://json-schema.org/draft/2020-12/schema" };
const print = (document: unknown) => `${JSON.stringify(document, null, 2)}\n`;

/** Puts the file's name before the message of an error. */
async function named<T>(fileName: string, infer: () => Promise<T>): Promise<T> {
  try {
    return await infer();
  } catch (error) {
    const own = error instanceof DraftError && !error.message.startsWith(fileName);
    throw own ? new DraftError(`${fileName}: ${error.message}`) : error;
  }
}

/** Without a header, columns are called column_1, column_2, ... */
function readFile(fileName: string, text: string, format: TextFormat): FileRows {
  if (format.type !== "csv" || format.header) return readRows(fileName, text, format);
  const firstLine = text.replace(/^[\r\n]+/, "");
  const width = Papa.parse<string[]>(firstLine, { delimiter: format.delimiter, preview: 1 }).data[0]?.length ?? 1;
  const names = Array.from({ length: width }, (_, at) => `column_${at + 1}`);
  return readRows(fileName, text, format, names);
}

function rowSchema({ type }: TextFormat, { names, rows }: FileRows): ObjectSchema {
  if (type !== "csv") return objectSchema("", rows, type === "xml" ? "text" : "json");
  const properties = names.map((name) => {
    const values = rows.map((row) => row[name]);
    // A column without any value may get one some day.
    return [name, inferSchema(name, values.length > 0 ? values : [null], "text")] as const;
  });
  return { type: "object", required: [...names], properties: Object.fromEntries(properties) };
}

const dateNote = (fileName: string, { date }: FileDate) =>
  `The batch date is ${date}, as ${fileName} says: batch_date.file_name_pattern finds it; delete that if it is no date of the rows.`;

function policyOf(fileName: string, { format, date_patterns, key }: Told, dated: FileDate | undefined) {
  const grain = key.length > 0 ? `one row per ${key.join(", ")}` : "one row per line of the file";
  return {
    $schema: "../../meta/table.schema.json",
    description: `Drafted from ${fileName}: say what these rows are`,
    grain,
    format: { ...written(format), ...(Object.keys(date_patterns).length > 0 ? { date_patterns } : {}) },
    feed: "snapshot",
    natural_key: key,
    ...(dated && { batch_date: { file_name_pattern: dated.pattern } }),
  };
}

/** The format without what is default. */
function written(format: Format): Record<string, unknown> {
  if (format.type === "parquet") return { type: format.type };
  const encoding = format.encoding === "utf-8" ? {} : { encoding: format.encoding };
  if (format.type === "jsonl" || format.type === "json") return { type: format.type, ...encoding };
  if (format.type === "xml") return { type: "xml", row_tag: format.row_tag, ...encoding };
  const header = format.header ? {} : { header: false };
  const rest = { ...header, ...encoding, ...writtenWords(format) };
  if (format.delimiter === "\t") return { type: "tsv", ...rest };
  return { type: "csv", ...(format.delimiter === "," ? {} : { delimiter: format.delimiter }), ...rest };
}

function writtenWords({ null_values, boolean_values, columns }: CsvFormat) {
  const isDefault = boolean_values.true.every((word) => word === "true");
  return {
    ...(null_values.length > 1 && { null_values }),
    ...(!isDefault && { boolean_values }),
    ...(Object.keys(columns).length > 0 && { columns }),
  };
}

function notesOf(format: TextFormat, compression: string, { names, rows }: FileRows, search: KeySearch): string[] {
  return [
    `The format is ${format.type}${detailOf(format)}, ${format.encoding}, compression ${compression}: ${rows.length} rows, ${names.length} columns.`,
    ...(format.type === "csv" && !format.header
      ? ["The first line looks like data, so the columns are numbered; name them, or set header to true."]
      : []),
    keyNote(search, rows.length),
  ];
}

/** What was found about the key, and of which columns nothing is known. */
function keyNote({ key, unfit, untried }: KeySearch, rows: number): string {
  if (key.length > 0)
    return `The natural key is ${key.join(", ")}: unique and never empty in this file; check that it always is.`;
  const nothing = "so the natural key is []: a row is identified by all its values";
  const remedy = `${nothing}; name the columns that identify it, if there are some.`;
  if (rows === 0) return `The file has no row to find a key in, ${remedy}`;
  if (untried.length > 0)
    return `No key was found, and combinations with ${untried.join(", ")} were not tried, ${remedy}`;
  if (unfit.length > 0)
    return `No combination of up to three columns is unique (${unfit.join(", ")} left out, as they may be empty, or are no whole numbers or texts), ${remedy}`;
  return `No combination of up to three columns is unique and never empty, ${nothing}.`;
}

function detailOf(format: TextFormat): string {
  if (format.type === "xml") return ` with a row in each <${format.row_tag}>`;
  return format.type === "csv" ? ` with ${JSON.stringify(format.delimiter)} between the fields` : "";
}
