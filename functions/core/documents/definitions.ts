// Generated from schemas/meta/definitions.schema.json by `npm run types`: change it there.

import type {
  Absence,
  AnotherFile,
  Cadence,
  ChangeType,
  Crawl,
  Database,
  Day,
  Encoding,
  Feed,
  FollowedSchema,
  InputName,
  MartKind,
  NewColumns,
  Percent,
  Refresh,
  Relation,
  Repair,
  TableId,
  TestSeverity,
  Word,
} from "./vocabulary";

/** definitions.json: everything the Lambdas and the jobs know, compiled */
export interface Definitions {
  contract: Terms;
  tables: {
    [k: string]: TableDefinition;
  };
  marts: {
    [k: string]: MartDefinition;
  };
  connections: {
    [k: string]: ConnectionDefinition;
  };
}

/** Facts that TypeScript and Python share: schemas/meta/contract.json */
export interface Terms {
  /** The formats of JSON Schema that a row schema may name, as regular expressions that every engine reads alike */
  formats: {
    [k: string]: string;
  };

  /** What one file, one row or one value may ask of a check */
  limits: {
    /** Bytes of a file after decompression */
    bytes: number;

    /** Decompressed bytes per compressed byte, looked at once ratio_floor bytes came out */
    ratio: number;

    /** Decompressed bytes that any file may have */
    ratio_floor: number;

    /** Characters from the start of a row to its end */
    row_length: number;

    /** Columns of a file */
    columns: number;

    /** Bytes of all column names as JSON: they are among the facts, of which Step Functions passes on 256 KiB */
    names: number;

    /** Nesting of JSON values and XML elements */
    depth: number;

    /** Natural keys that the validator remembers to find duplicates; rows after that are left to Spark's own check */
    keys: number;

    /** Characters of all of them */
    key_characters: number;

    /** Problems described one by one; the others are counted in totals */
    problems: number;

    /** Characters of a value that a problem shows */
    shown: number;

    /** Characters of a text that a pattern of a row schema is tried on: the time that some take grows with their square */
    matched: number;

    /** Digits of a number that is calculated with: more than any column can hold */
    digits: number;
  };

  /** The words after "expected": {} is the value of the keyword, {s} an s unless it is 1 */
  phrases: {
    /** By type of JSON Schema */
    types: {
      [k: string]: string;
    };

    /** By format; others are those of keywords.format */
    formats: {
      [k: string]: string;
    };

    /** By keyword of JSON Schema */
    keywords: {
      [k: string]: string;
    };

    /** multipleOf: 1, a negative power of ten, anything else */
    multiples: {
      one: string;
      power: string;
      other: string;
    };

    /** By Spark SQL type: a number that the column has no room for */
    ranges: {
      bigint: string;
      double: string;
      decimal: string;
    };

    /** By Spark SQL type: a date in the pattern that table.json declares */
    patterns: {
      date: string;
      timestamp: string;
    };

    /** Keywords without a phrase */
    other: string;

    /** The schema false */
    never: string;

    /** new_columns: reject */
    new_column: string;
    operation: OperationPhrases;

    /** before or after of an envelope */
    envelope: string;
  };

  /** Keywords of JSON Schema that both languages treat alike */
  keywords: {
    /** They describe a value, and ask nothing of it */
    annotations: string[];

    /** Their values are data, not schemas: an anchor there is none */
    data: string[];

    /** A number that the column has no room for says nothing more by also breaking these */
    numeric: string[];

    /** Of a row schema: they say nothing beyond its single properties */
    plain: string[];
  };

  /** The rows of the vocabulary of compressions */
  compressions: {
    [k: string]: Codec;
  };
}

/** The operation column: a value that is not listed, and none; {} is what the row schema asks for */
export interface OperationPhrases {
  value: string;
  none: string;
}

/** The facts of a compression. */
export interface Codec {
  /**
   * The first bytes of a file, each of which tells the compression
   *
   * Items: hexadecimal digits
   */
  magic: string[];

  /** Where Spark decompresses: the file extension that tells it so; null: the staging job does, before Spark reads */
  extension: string | null;

  /** What a file is taken to hold, in times of its size, where nobody has counted */
  inflation: number;

  /** The command that checks a file by hand */
  check: string | null;
}

/** The texts that are true, and those that are false. */
export interface BooleanValues {
  true: string[];
  false: string[];
}

/** By property: what takes the place of null_values and boolean_values of the file. */
export interface ColumnFormats {
  [k: string]: ColumnFormat;
}

export interface ColumnFormat {
  null_values?: string[];
  boolean_values?: BooleanValues;
}

/** Delimited text. `tsv` in table.json is compiled to this with a tab. */
export interface CsvFormat {
  type: "csv";
  delimiter: string;
  quote: string;
  header: boolean;
  encoding: Encoding;

  /** The texts that stand for null */
  null_values: string[];
  boolean_values: BooleanValues;
  columns: ColumnFormats;
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

  /** The texts that stand for null */
  null_values: string[];
  boolean_values: BooleanValues;
  columns: ColumnFormats;
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

  /** What a row without an operation is; without it, no row may be without */
  default?: ChangeType;

  /** The row is below before and after, as docs/interfaces.md says under Envelopes */
  envelope?: true;
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

export interface ConnectionDefinition {
  id: Word;
  description: string;
  database: Database;
  driver: Driver | null;
}

export interface Driver {
  class: string;
  jar: string;
}

/** Where the rows of a table are pulled from. Columns are properties, as the database calls them. */
export interface JdbcSource {
  connection: Word;
  database: Database;
  relation: string | null;
  query: string | null;
  schema: FollowedSchema;
  split_by: SplitBy | null;
  connections: number;
  fetch_size: number;
  watermark: Watermark | null;
  schedule: string | null;
}

export interface SplitBy {
  /** The columns that divide the rows; none: the addresses of rows (ROWID) */
  columns: string[];

  /** Whether the columns are hashed, else their ranges divide the rows */
  hash: boolean;
}

export interface Watermark {
  column: string;
  overlap: number;
}

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

  /** What a second file of one batch date under another name does */
  another_file: AnotherFile | InParts;
  batch_date: BatchDateSource;

  /** Days that a batch date, or a sequence_by, may be after loaded_at */
  max_days_ahead: number;

  /** The earliest batch date */
  first_date: Day | null;
  partition_by: Word;
  invalid_rows: InvalidRows;
  new_columns: NewColumns;
  crawl: Crawl;
  jdbc: JdbcSource | null;
  columns: Column[];
  row_schema: RowSchema;
}

export interface InParts {
  parts: Parts;
}

/** What says that all parts of a snapshot are there; one of these is not null. */
export interface Parts {
  success_file: string | null;
  count: number | null;
  manifest: string | null;
  quiet_minutes: number | null;
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

  /** Whether it is a mart that reads nothing that arrives: its rows follow from its definition */
  fixed: boolean;
}

/** Resolve `surrogate_key` by joining `view` on `key` ({fact column: dimension column}), versions as of the fact's `as_of` column. */
export interface Dimension {
  name: Word;
  surrogate_key: Word;
  input: InputName;
  view: Word;
  key: {
    [k: string]: Word;
  };
  as_of: Word | null;

  /** The surrogate key of the dimension mart that `view` is; null for a table */
  member_key: Word | null;
}

/** Add the struct column `name`: the row of the history `view` that stands at the time, by `key` ({column of the base: column of the joined history}). */
export interface Join {
  name: Word;
  input: InputName;
  view: Word;
  key: {
    [k: string]: Word;
  };
}

/** The days that have rows: `days` up to the batch date, all of them or those with a delivery of every daily input. */
export interface Historical {
  days: number;
  carry_forward: boolean;
}

/** The days that the SQL reads as calendar. */
export interface Calendar {
  from: Day;
  to: Day;
  fiscal_year_starts: number;
  weekend: number[];
  holidays: Holiday[];
}

export interface Holiday {
  date: Day;
  name: string;
}

export interface UniqueTest {
  type: "unique";
  severity: TestSeverity;
  columns: Word[];
}

export interface NotNullTest {
  type: "not_null";
  severity: TestSeverity;
  columns: Word[];
}

export interface AcceptedValuesTest {
  type: "accepted_values";
  severity: TestSeverity;
  column: Word;
  values: (string | number | boolean)[];
}

export interface RelationshipsTest {
  type: "relationships";
  severity: TestSeverity;
  column: Word;
  to: InputName;
  view: Word;
  to_column: Word;
}

export interface RowCountChangeTest {
  type: "row_count_change";
  severity: TestSeverity;
  max_percent: Percent;
}

export interface SqlTest {
  type: "sql";
  severity: TestSeverity;
  name: Word;

  /** The query with the view of each name that it reads */
  sql: string;
}

export type MartTest = UniqueTest | NotNullTest | AcceptedValuesTest | RelationshipsTest | RowCountChangeTest | SqlTest;

export interface MartDefinition {
  id: Word;
  kind: MartKind;
  description: string;
  grain: string;
  natural_key: Word[];

  /** The column that the job adds to a dimension; null for other kinds */
  surrogate_key: Word | null;
  calendar: Calendar | null;
  inputs: MartInput[];

  /** Hash of all that the rows follow from, where no input arrives; null for other marts */
  fixed: string | null;

  /** The view of the one history that the SQL reads; null for kinds that may read several or none */
  base: Word | null;
  joins: Join[];
  historical: Historical | null;
  dimensions: Dimension[];
  repair: Repair;
  refresh: Refresh;
  partition_by: Word | null;
  diff: boolean;
  tests: MartTest[];
  level: number;
  sql: string;
}
