// Generated from schemas/meta/definitions.schema.json by `npm run types`: change it there.

import type {
  Absence,
  Cadence,
  Crawl,
  Encoding,
  Feed,
  InputName,
  MartKind,
  NewColumns,
  Percent,
  Relation,
  TableId,
  Word,
} from "./vocabulary";

/** definitions.json: everything the Lambdas and the jobs know, compiled */
export interface Definitions {
  /** The `format`s of JSON Schema that a row schema may use, as regular expressions for both engines (schemas/meta/formats.json) */
  formats: {
    [k: string]: string;
  };
  tables: {
    [k: string]: TableDefinition;
  };
  marts: {
    [k: string]: MartDefinition;
  };
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

/** One object a line. */
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

/** A regular expression, and what replaces each of its matches, with `$1`, `$2`, ... for its groups. */
export type Rewrite = [string, string];

/** Text that `match` finds becomes ISO 8601 by replacing it with `iso`, then by each of the rewrites. The regular expressions are the same for every engine. */
export interface DatePattern {
  /** As declared in table.json, for messages: `dd.MM.yyyy` */
  text: string;
  match: string;

  /** With `$1`, `$2`, ... for the groups of `match` */
  iso: string;
  rewrites: Rewrite[];
}

/** One staging column: `source_name` is the property of row.schema.json, `type` a Spark SQL type. */
export interface Column {
  name: Word;
  source_name: string;
  type: string;
  nullable: boolean;
  description: string | null;

  /** How the file writes this date or timestamp, where not as ISO 8601 says; null: as ISO 8601 says */
  pattern: DatePattern | null;
}

/** Which values of `column` (a staging column name) mean what. */
export interface Operation {
  column: Word;
  insert: string[];
  update: string[];
  delete: string[];
}

/** What an invalid row does: the file is refused, or the row set aside unless more than `max_percent` of the rows are. */
export type InvalidRows = "reject_file" | QuarantineRows;

export interface QuarantineRows {
  quarantine: QuarantineLimit;
}

export interface QuarantineLimit {
  /** More invalid rows than this reject the file */
  max_percent: Percent;
}

/** A JSON Schema 2020-12 document, kept as written. */
export type RowSchema = Record<string, unknown>;

export interface TableDefinition {
  id: TableId;
  source: Word;
  table: Word;
  name: Word;
  description: string;
  grain: string;
  format: Format;
  feed: Feed;
  natural_key: Word[];
  sequence_by: Word | null;
  operation: Operation | null;
  deletes: Absence;

  /** Properties, as row.schema.json names them, whose numbers may have leading zeros or a plus sign. */
  zero_padded: string[];
  max_delete_percent: Percent;
  batch_date: BatchDateSource;
  partition_by: Word;
  invalid_rows: InvalidRows;
  new_columns: NewColumns;
  crawl: Crawl;
  columns: Column[];
  row_schema: RowSchema;
}

export interface BatchDateSource {
  file_name_pattern: string | null;
}

/** A name that a mart's SQL reads; `table` is a table id, or `mart` a mart id, the other of the two is null. */
export interface MartInput {
  name: InputName;
  view: Word;
  relation: Relation;
  table: TableId | null;
  mart: Word | null;
  cadence: Cadence;
}

/** Resolve `surrogate_key` by joining `view` on `key` ({fact column: dimension column}), a history as of the fact's `as_of` column. */
export interface Dimension {
  name: Word;
  surrogate_key: Word;
  input: InputName;
  view: Word;
  key: {
    [k: string]: Word;
  };
  as_of: Word | null;
}

export interface UniqueTest {
  type: "unique";
  columns: Word[];
}

export interface NotNullTest {
  type: "not_null";
  columns: Word[];
}

export interface AcceptedValuesTest {
  type: "accepted_values";
  column: Word;
  values: (string | number | boolean)[];
}

export interface RelationshipsTest {
  type: "relationships";
  column: Word;
  to: InputName;
  view: Word;
  to_column: Word;
}

export interface RowCountChangeTest {
  type: "row_count_change";
  max_percent: Percent;
}

export type MartTest = UniqueTest | NotNullTest | AcceptedValuesTest | RelationshipsTest | RowCountChangeTest;

export interface MartDefinition {
  id: Word;
  kind: MartKind;
  description: string;
  grain: string;
  natural_key: Word[];
  inputs: MartInput[];
  dimensions: Dimension[];
  partition_by: Word | null;
  tests: MartTest[];
  level: number;
  sql: string;
}
