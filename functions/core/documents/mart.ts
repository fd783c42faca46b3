// Generated from schemas/meta/mart.schema.json by `npm run types`: change it there.

import type {
  Cadence,
  Day,
  InputName,
  MartKind,
  MartTestType,
  Percent,
  Refresh,
  Repair,
  TestSeverity,
  Word,
} from "./vocabulary";

/** mart.json: one mart. */
export interface MartJson {
  /** Where an editor finds this schema */
  $schema?: string;

  /** as_of: latest row per key; scd2: versions of each key; historical: each key at the end of each day; dimension: as_of or scd2 with a surrogate key; fact: foreign surrogate keys resolved */
  kind: MartKind;

  /** What the mart holds; reaches the Glue catalog */
  description: string;

  /** What one row is */
  grain: string;

  /** The columns of mart.sql that identify a row; scd2, historical, dimension: the thing that has versions */
  natural_key: Word[];

  /** dimension: the column that the job adds, which identifies a row */
  surrogate_key?: Word;

  /** dimension: the days that mart.sql reads as calendar; without a mart.sql they are the rows */
  calendar?: {
    /** The first day */
    from: Day;

    /** The last day */
    to: Day;

    /** The month in which a fiscal year starts, which is named after the year in which it ends; default 1 */
    fiscal_year_starts?: number;

    /** The days of a weekend, of which 1 is Monday; default [6, 7] */
    weekend?: number[];

    /** Default none */
    holidays?: {
      /** The day */
      date: Day;

      /** What the day is called */
      name: string;
    }[];
  };

  /** What the mart reads: exactly the names in mart.sql, in dimensions, in joins and in tests; none: its rows follow from its definition alone */
  inputs: {
    /** The name as mart.sql reads it */
    name: InputName;

    /** daily: must have arrived for the batch date; any: at least one load ever */
    cadence: Cadence;
  }[];

  /** fact: the surrogate keys to resolve */
  dimensions?: {
    /** The dimension */
    name: Word;

    /** The column that the job adds */
    surrogate_key: Word;

    /** Among the inputs: a _history, a _current, or a mart of kind dimension */
    input: InputName;

    /** {column of the fact: column of the dimension} */
    key: {
      [k: string]: Word;
    };

    /** The fact's date column: which version is meant, where the input has versions */
    as_of?: Word;
  }[];

  /** scd2: the histories to join to the one that mart.sql reads, version by version */
  joins?: {
    /** The struct column that mart.sql reads the joined row from */
    name: Word;

    /** A _history among the inputs */
    input: InputName;

    /** {column of the history that mart.sql reads: column of the joined one} */
    key: {
      [k: string]: Word;
    };
  }[];

  /** historical: the days that have rows */
  historical?: {
    /** How many days up to the batch date have rows; default 365 */
    days?: number;

    /** true: every day has rows; false: only days with a delivery of every daily input; default true */
    carry_forward?: boolean;
  };

  /** on_arrival: a late member repairs the rows that wait for it; with_next_load: the next batch date does */
  repair?: Repair;

  /** A column of mart.sql; default none */
  partition_by?: Word;

  /** changed: rewrite what changed; full: everything */
  refresh?: Refresh;

  /** Whether a build compares its rows with those that it takes the place of; default true */
  diff?: boolean;

  /** Checked on the audit branch, before publishing */
  tests?: {
    type: MartTestType;

    /** halt: the mart as published before keeps serving; warn: published, and told; default halt */
    severity?: TestSeverity;

    /** unique (together), not_null (each) */
    columns?: Word[];

    /** accepted_values, relationships: the mart's column */
    column?: Word;

    /** accepted_values: null is always accepted */
    values?: (string | number | boolean)[];

    /** relationships: one of the inputs */
    to?: InputName;

    /** relationships: its column */
    to_column?: Word;

    /** row_count_change: more than this fails */
    max_percent?: Percent;

    /** sql: the test's name; without query, the SQL is audits/<name>.sql */
    name?: Word;

    /** sql: the rows that it gives are the rows that fail */
    query?: string;
  }[];
}
