/**
 * The documents that parts of Sluice hand to each other, as in docs/interfaces.md and schemas/meta.
 * Keys are snake_case because Python reads the same JSON. Absent optional fields are `null`.
 */
import type {
  Absence,
  Cadence,
  Compression,
  Crawl,
  Encoding,
  Feed,
  FileEncoding,
  MartKind,
  NewColumns,
  Relation,
} from "./vocabulary";

export type {
  Absence,
  Cadence,
  Compression,
  Crawl,
  Encoding,
  Feed,
  FileEncoding,
  MartKind,
  NewColumns,
  Relation,
} from "./vocabulary";

/** One staging column: `source_name` is the property of row.schema.json, `type` a Spark SQL type. */
export interface Column {
  name: string;
  source_name: string;
  type: string;
  nullable: boolean;
  description: string | null;
  /** How the file writes this date or timestamp, where not as ISO 8601 says; null: as ISO 8601 says. */
  pattern: DatePattern | null;
}

/** A regular expression, and what replaces each of its matches, with `$1`, `$2`, ... for its groups. */
export type Rewrite = readonly [match: string, replacement: string];

/**
 * Text that `match` finds becomes ISO 8601 by replacing it with `iso`, then by each of the rewrites. The regular
 * expressions are the same for every engine.
 */
export interface DatePattern {
  /** As declared in table.json, for messages: `dd.MM.yyyy`. */
  text: string;
  match: string;
  /** With `$1`, `$2`, ... for the groups of `match`. */
  iso: string;
  rewrites: readonly Rewrite[];
}

/** Delimited text. `tsv` in table.json is compiled to this with a tab. */
export interface CsvFormat {
  type: "csv";
  delimiter: string;
  quote: string;
  header: boolean;
  encoding: Encoding;
  null_value: string;
}

/** One array of objects. */
export interface JsonFormat {
  type: "json";
  encoding: Encoding;
}

export interface JsonLinesFormat {
  type: "jsonl";
  encoding: Encoding;
}

/** One row per `<row_tag>` element; docs/interfaces.md says how elements and attributes become properties. */
export interface XmlFormat {
  type: "xml";
  row_tag: string;
  encoding: Encoding;
}

/** Types are the file's own; it has no encoding, and no compression around it. */
export interface ParquetFormat {
  type: "parquet";
}

/** Formats that are text: bytes, decoded, cut into rows. */
export type TextFormat = CsvFormat | JsonFormat | JsonLinesFormat | XmlFormat;

export type Format = TextFormat | ParquetFormat;

/** What one invalid row does: the file is refused, or the row set aside unless more than `max_percent` of the rows are. */
export type InvalidRows = "reject_file" | { quarantine: { max_percent: number } };

/** Which values of `column` (a staging column name) mean what. */
export interface Operation {
  column: string;
  insert: string[];
  update: string[];
  delete: string[];
}

/** A JSON Schema 2020-12 document, kept as written. */
export type RowSchema = Record<string, unknown>;

export interface TableDefinition {
  id: string;
  source: string;
  table: string;
  name: string;
  description: string;
  grain: string;
  format: Format;
  feed: Feed;
  natural_key: string[];
  sequence_by: string | null;
  operation: Operation | null;
  deletes: Absence;
  max_delete_percent: number;
  batch_date: { file_name_pattern: string | null };
  partition_by: string;
  invalid_rows: InvalidRows;
  new_columns: NewColumns;
  crawl: Crawl;
  columns: Column[];
  row_schema: RowSchema;
}

/** A name that a mart's SQL reads; `table` is a table id, or `mart` a mart id, the other one is null. */
export interface MartInput {
  name: string;
  view: string;
  relation: Relation;
  table: string | null;
  mart: string | null;
  cadence: Cadence;
}

/** Resolve `surrogate_key` by joining `view` on `key` ({fact column: dimension column}), a history as of the fact's `as_of` column. */
export interface Dimension {
  name: string;
  surrogate_key: string;
  input: string;
  view: string;
  key: Record<string, string>;
  as_of: string | null;
}

export type MartTest =
  | { type: "unique"; columns: string[] }
  | { type: "not_null"; columns: string[] }
  | { type: "accepted_values"; column: string; values: (string | number | boolean)[] }
  | { type: "relationships"; column: string; to: string; view: string; to_column: string }
  | { type: "row_count_change"; max_percent: number };

export interface MartDefinition {
  id: string;
  kind: MartKind;
  description: string;
  grain: string;
  natural_key: string[];
  inputs: MartInput[];
  dimensions: Dimension[];
  partition_by: string | null;
  tests: MartTest[];
  level: number;
  sql: string;
}

/** definitions.json */
export interface Definitions {
  /** The `format`s of JSON Schema that a row schema may use, as regular expressions for both engines (schemas/meta/formats.json). */
  formats: Record<string, string>;
  tables: Record<string, TableDefinition>;
  marts: Record<string, MartDefinition>;
}

/** One version of one raw object on its way to staging. */
export interface Load {
  load_id: string;
  table: string;
  bucket: string;
  key: string;
  version_id: string | null;
  etag: string;
  size: number;
  sequencer: string;
  /** S3's LastModified, ISO 8601 with milliseconds, UTC. */
  loaded_at: string;
  /** YYYY-MM-DD */
  batch_date: string;
}

/** What the validator learnt about a file that it accepted. */
export interface ValidationFacts {
  /** Rows in the file, the invalid ones too; null when time ran out before its end: Spark counts and checks the rest. */
  rows: number | null;
  /** Rows that were checked one by one: all of them, fewer when time ran out, none of a parquet file. */
  rows_checked: number;
  /** Rows among them that break the contract and are to be set aside. */
  rows_quarantined: number;
  /** Least and greatest day of each `date` column over the valid rows, by staging name; a column without any is left out. */
  dates: Record<string, { min: string; max: string }>;
  bytes: number;
  compression: Compression;
  /** Null for parquet. */
  encoding: FileEncoding | null;
  bom: boolean;
  header: string[];
  embedded_newlines: boolean;
  /** Whether a csv row is white space alone. */
  blank_rows: boolean;
  /** How the rows of a csv file end; null for other formats, and for a file of one line without an end. */
  line_end: "lf" | "crlf" | "mixed" | null;
  shape: string;
}

/** One thing wrong with one value, row or file; `line` is 1-based, null where the file as a whole is meant. */
export interface Problem {
  line: number | null;
  column: string | null;
  rule: string;
  expected: string;
  found: string;
  message: string;
}

/** `<file>.rejection.json` in quarantine. `load_id` and `table` are null for an object under no known table. */
export interface Rejection {
  load_id: string | null;
  table: string | null;
  bucket: string;
  key: string;
  version_id: string | null;
  reason: string;
  rows_checked: number;
  problem_count: number;
  /** rule -> number of problems */
  totals: Record<string, number>;
  problems: Problem[];
}

export interface StagingReport {
  load_id: string;
  table: string;
  batch_date: string;
  rows_read: number;
  rows_staged: number;
  rows_unchanged: number;
  rows_quarantined: number;
  /** URI of the rows that were set aside; null when none were */
  invalid_rows: string | null;
  inserts: number;
  updates: number;
  deletes: number;
  snapshot_id: string | null;
  superseded: boolean;
  rewritten_batch_dates: string[];
}

export interface MartReport {
  mart: string;
  batch_date: string;
  published_batch_date: string;
  rows: number;
  snapshot_id: string | null;
  tests: { test: string; passed: boolean; failures: number }[];
}

/** What a person may start the pipeline with. `{}` rebuilds every mart. */
export type RunInput =
  | Record<string, never>
  | { tables: string[]; from?: string; to?: string; approve_deletes?: boolean }
  | { key: string; approve_deletes?: boolean }
  | { marts: string[]; batch_date?: string };
