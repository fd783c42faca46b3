// Generated from schemas/meta/facts.schema.json by `npm run types`: change it there.

import type { Compression, FileEncoding } from "./vocabulary";

/** What the validator learnt about a file that it accepted. */
export interface ValidationFacts {
  /** Rows in the file, the invalid ones too; null when time ran out before its end: Spark counts and checks the rest */
  rows: number | null;

  /** Rows that were checked one by one: all of them, fewer when time ran out, none of a parquet file */
  rows_checked: number;

  /** Rows among them that break the contract and are to be set aside */
  rows_quarantined: number;

  /** Least and greatest day of each `date` column over the valid rows, by staging name; a column without any is left out */
  dates: {
    [k: string]: DateRange;
  };
  bytes: number;
  compression: Compression;

  /** Null for parquet */
  encoding: FileEncoding | null;
  bom: boolean;
  header: string[];
  embedded_newlines: boolean;

  /** Whether a csv row is white space alone */
  blank_rows: boolean;

  /** How the rows of a csv file end; null for other formats, and for a file of one line without an end */
  line_end: "lf" | "crlf" | "mixed" | null;
  shape: string;
}

export interface DateRange {
  min: string;
  max: string;
}
