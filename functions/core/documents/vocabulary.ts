/**
 * The closed vocabularies of schemas/meta/vocabulary.schema.json as TypeScript types.
 * tests/schemas/vocabulary.test.ts holds the two lists together.
 */
export const VOCABULARY = {
  format: ["csv", "tsv", "json", "jsonl", "xml", "parquet"],
  encoding: ["utf-8", "utf-16", "iso-8859-1", "windows-1252"],
  file_encoding: ["utf-8", "utf-16le", "utf-16be", "iso-8859-1", "windows-1252"],
  compression: ["none", "gzip", "bzip2", "zstd", "zip"],
  feed: ["snapshot", "changes", "events"],
  absence: ["delete", "ignore"],
  new_columns: ["reject", "ignore", "rescue", "evolve"],
  crawl: ["on_schema_change", "always", "never"],
  severity: ["warn", "quarantine", "halt"],
  pii_method: ["hash", "tokenise", "redact"],
  kind: ["as_of", "scd2", "historical", "dimension", "fact"],
  cadence: ["daily", "any"],
  relation: ["log", "current", "history", "mart"],
  refresh: ["changed", "full"],
  mart_test: ["unique", "not_null", "accepted_values", "relationships", "row_count_change"],
} as const;

type Word<Name extends keyof typeof VOCABULARY> = (typeof VOCABULARY)[Name][number];

export type Encoding = Word<"encoding">;
export type FileEncoding = Word<"file_encoding">;
export type Compression = Word<"compression">;
export type Feed = Word<"feed">;
export type Absence = Word<"absence">;
export type NewColumns = Word<"new_columns">;
export type Crawl = Word<"crawl">;
export type Severity = Word<"severity">;
export type MartKind = Word<"kind">;
export type Cadence = Word<"cadence">;
export type Relation = Word<"relation">;
export type MartTestType = Word<"mart_test">;
