// Generated from schemas/meta/table.schema.json by `npm run types`: change it there.

import type {
  Absence,
  AnotherFile,
  ChangeType,
  Crawl,
  Day,
  Encoding,
  Feed,
  FollowedSchema,
  FormatName,
  NewColumns,
  OperationPreset,
  Percent,
  PiiMethod,
  Severity,
  Word,
} from "./vocabulary";

/** table.json: the policy of one table. */
export interface TableJson {
  /** Where an editor finds this schema */
  $schema?: string;

  /** What the table holds; reaches the Glue catalog */
  description: string;

  /** What one row is: one row per order */
  grain: string;
  format: FormatJson;

  /** snapshot: the whole table each time; changes: upserts and deletes, in any order */
  feed: Feed;

  /** The properties that identify a row; [] (snapshot only): the whole row */
  natural_key: string[];

  /** changes: the integer, date or date-time property that orders the versions of one key; file_order: only their order in the files does */
  sequence_by?: string;
  operation?: OperationJson;

  /** snapshot: what absence means; default delete */
  deletes?:
    | Absence
    | {
        /** Absence deletes only where this property's value occurs in the file */
        within: string;
      };

  /** csv, tsv, xml: numbers that may be written with leading zeros or a plus sign, which are no part of them */
  zero_padded?: string[];

  /** A snapshot that would delete more is held until approved; default 50 */
  max_delete_percent?: Percent;

  /** snapshot: what a second file of one batch date under another name does; default hold */
  another_file?:
    | AnotherFile
    | {
        parts: PartsJson;
      };

  /** Where the business date comes from when the key has no dt= segment; default the UTC date of the event */
  batch_date?: {
    /** A pattern with a named group `date` (YYYY-MM-DD or YYYYMMDD) on the file name */
    file_name_pattern: string;
  };

  /** A batch date, or a sequence_by, that is more days after the file's own time is held until approved; default 2 */
  max_days_ahead?: number;

  /** A batch date before this day is held until approved; default none */
  first_date?: Day;

  /** load_date (default, the year of the batch date) or a property */
  partition_by?: string;

  /** What one invalid row does; default reject_file */
  invalid_rows?:
    | "reject_file"
    | {
        quarantine: {
          /** More invalid rows than this reject the file */
          max_percent: Percent;
        };
      };

  /** What a column that row.schema.json does not know does; default reject */
  new_columns?: NewColumns;

  /** When the crawler runs over the raw files; default on_schema_change */
  crawl?: Crawl;

  /** Quality rules */
  rules?: {
    /** Its name in reports */
    name: Word;
    severity: Severity;

    /** A SQL condition that holds for a good row */
    check: string;
  }[];

  /** Columns to protect before staging */
  pii?: {
    /** The property */
    column: string;
    method: PiiMethod;
  }[];

  /** Where the rows come from, when not from files */
  source?: {
    jdbc: JdbcJson;
  };
}

/** How the files are written */
export interface FormatJson {
  type: FormatName;

  /** csv, tsv: between two fields; default `,`, tsv a tab */
  delimiter?: string;

  /** csv, tsv: around a field; default `"` */
  quote?: string;

  /** csv, tsv: the first line names the columns; default true */
  header?: boolean;

  /** default utf-8 */
  encoding?: Encoding;

  /** csv, tsv, xml: the texts that stand for null; default the empty text alone */
  null_values?: NullValuesJson;

  /** csv, tsv, xml: the texts that are true and those that are false; default `true` and `false` */
  boolean_values?: BooleanValuesJson;

  /** csv, tsv, xml: by property, what takes the place of null_values and boolean_values of the file */
  columns?: {
    [k: string]: ColumnFormatJson;
  };

  /** xml: the element that is one row */
  row_tag?: string;

  /** How a date or date-time property is written, such as `dd.MM.yyyy HH:mm:ss`; default ISO 8601 */
  date_patterns?: {
    [k: string]: string;
  };
}

export interface ColumnFormatJson {
  null_values?: NullValuesJson;
  boolean_values?: BooleanValuesJson;
}

/** changes: what happened to the row; without it every row is an upsert */
export interface OperationJson {
  /** The tool that writes the files: its column and values */
  preset?: OperationPreset;

  /** What a row without an operation is */
  default?: ChangeType;

  /** The property that says what happened */
  column?: string;

  /** Its values that mean an insert */
  insert?: string[];

  /** Its values that mean an update */
  update?: string[];

  /** Its values that mean a delete */
  delete?: string[];
}

/** All files of one batch date together are one snapshot; what says that it is complete */
export interface PartsJson {
  /** The file beside the parts that says that all of them are there, such as _SUCCESS */
  success_file?: string;

  /** The number of parts */
  count?: number;

  /** The file beside the parts that lists their names */
  manifest?: string;

  /** Minutes without a new part */
  quiet_minutes?: number;
}

/** Rows pulled from a database */
export interface JdbcJson {
  /** The connection, a file of glue/connections */
  connection: Word;

  /** A table or view as the database calls it, such as shop.orders */
  relation?: string;

  /** A SELECT without a semicolon, in place of a relation */
  query?: string;

  /** declared: the columns of row.schema.json alone, the default; database: the others of the relation besides, as the database has them */
  schema?: FollowedSchema;

  /** What divides the rows among connections: key, a hash of the natural key; rowid, the addresses of rows in Oracle; or the ranges of a column */
  split_by?:
    | ("key" | "rowid")
    | {
        /** An integer, date or date-time property */
        column: string;
      };

  /** Connections at once, at most; default 4 with split_by, else 1 */
  connections?: number;

  /** Rows a round trip; default 5000 */
  fetch_size?: number;
  watermark?: WatermarkJson;

  /** cron(...) or rate(...), in UTC */
  schedule?: string;
}

/** changes: pull only rows from the last value on */
export interface WatermarkJson {
  /** An integer, date or date-time property that only grows from change to change */
  column: string;

  /** How far below the last value to read again, for changes that were committed late: seconds, or units of an integer */
  overlap: number;
}

export type NullValuesJson = string[];

export interface BooleanValuesJson {
  true: string[];
  false: string[];
}
