// Generated from schemas/meta/vocabulary.schema.json by `npm run types`: change it there.

/** The closed vocabularies. */
export const VOCABULARY = {
  format: ["csv", "tsv", "json", "jsonl", "xml", "parquet"],
  encoding: ["utf-8", "utf-16", "iso-8859-1", "windows-1252"],
  file_encoding: ["utf-8", "utf-16le", "utf-16be", "iso-8859-1", "windows-1252"],
  compression: ["none", "gzip", "bzip2", "zstd", "zip"],
  feed: ["snapshot", "changes", "events"],
  absence: ["delete", "ignore"],
  another_file: ["hold", "replace"],
  change_type: ["insert", "update", "delete"],
  operation_preset: ["dms", "debezium", "goldengate"],
  database: ["oracle", "postgresql", "mysql", "sqlserver"],
  column_family: [
    "integer",
    "decimal",
    "number",
    "float",
    "boolean",
    "text",
    "binary",
    "date",
    "timestamp",
    "zoned",
    "interval",
    "other",
  ],
  followed_schema: ["declared", "database"],
  approval: ["deletes", "replacement", "date"],
  new_columns: ["reject", "ignore", "rescue", "evolve"],
  crawl: ["on_schema_change", "always", "never"],
  severity: ["warn", "quarantine", "halt"],
  pii_method: ["hash", "tokenise", "redact"],
  kind: ["as_of", "scd2", "historical", "dimension", "fact"],
  cadence: ["daily", "any"],
  relation: ["log", "current", "history", "mart"],
  repair: ["on_arrival", "with_next_load"],
  refresh: ["changed", "full"],
  refresh_way: ["unchanged", "changed", "full"],
  mart_test: ["unique", "not_null", "accepted_values", "relationships", "row_count_change", "sql"],
  test_severity: ["halt", "warn"],
} as const;

export type FormatName = "csv" | "tsv" | "json" | "jsonl" | "xml" | "parquet";

export type Encoding = "utf-8" | "utf-16" | "iso-8859-1" | "windows-1252";

export type FileEncoding = "utf-8" | "utf-16le" | "utf-16be" | "iso-8859-1" | "windows-1252";

export type Compression = "none" | "gzip" | "bzip2" | "zstd" | "zip";

export type Feed = "snapshot" | "changes" | "events";

export type Absence = "delete" | "ignore";

export type AnotherFile = "hold" | "replace";

export type ChangeType = "insert" | "update" | "delete";

export type OperationPreset = "dms" | "debezium" | "goldengate";

export type Database = "oracle" | "postgresql" | "mysql" | "sqlserver";

export type ColumnFamily =
  | "integer"
  | "decimal"
  | "number"
  | "float"
  | "boolean"
  | "text"
  | "binary"
  | "date"
  | "timestamp"
  | "zoned"
  | "interval"
  | "other";

export type FollowedSchema = "declared" | "database";

export type Approval = "deletes" | "replacement" | "date";

export type NewColumns = "reject" | "ignore" | "rescue" | "evolve";

export type Crawl = "on_schema_change" | "always" | "never";

export type Severity = "warn" | "quarantine" | "halt";

export type PiiMethod = "hash" | "tokenise" | "redact";

export type MartKind = "as_of" | "scd2" | "historical" | "dimension" | "fact";

export type Cadence = "daily" | "any";

export type Relation = "log" | "current" | "history" | "mart";

export type Repair = "on_arrival" | "with_next_load";

export type Refresh = "changed" | "full";

export type RefreshWay = "unchanged" | "changed" | "full";

export type MartTestType = "unique" | "not_null" | "accepted_values" | "relationships" | "row_count_change" | "sql";

export type TestSeverity = "halt" | "warn";

/** YYYY-MM-DD */
export type Day = string;

/** YYYY-MM-DDThh:mm:ss.sssZ */
export type Instant = string;

/** a lower-case word: letters, digits, underscores */
export type Word = string;

/** <source>/<table> */
export type TableId = string;

/** 32 hexadecimal digits */
export type LoadId = string;

/** staging.<source>_<table>, its _current or _history, or mart.<mart> */
export type InputName = string;

export type Percent = number;
