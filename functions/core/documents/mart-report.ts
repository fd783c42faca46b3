// Generated from schemas/meta/mart_report.schema.json by `npm run types`: change it there.

import type { Day, RefreshWay, TestSeverity, Word } from "./vocabulary";

/** What a mart job built, and published unless its tests held it back. */
export interface MartReport {
  mart: Word;
  batch_date: Day;

  /** false: a failed test holds it back, and snapshot_id is that of the branch */
  published: boolean;

  /** The batch date that is served; null before the first */
  published_batch_date: Day | null;
  rows: number;
  refresh: RefreshOutcome;

  /** By dimension: the rows whose member has not arrived */
  waiting: {
    [k: string]: number;
  };
  snapshot_id: string | null;
  tests: MartTestOutcome[];

  /** The state whose place this build takes; null where there is none */
  before: MartState | null;

  /** Against that state; null without one, with diff: false, and where the key does not tell the rows apart */
  diff: MartDiff | null;
}

/** What was made again of the state before */
export interface RefreshOutcome {
  /** unchanged: nothing; changed: the rows that the inputs touched; full: all rows */
  way: RefreshWay;

  /** full: why */
  because: string | null;
  rows_written: number;
}

export interface MartTestOutcome {
  test: string;
  severity: TestSeverity;
  passed: boolean;

  /** The rows that fail; of unique, the keys */
  failures: number;

  /** Some of the rows that fail, as text */
  examples: string[];
}

export interface MartState {
  batch_date: Day;
  snapshot_id: string;
  rows: number;
}

export interface MartDiff {
  added: number;
  gone: number;
  changed: number;

  /** The first and the last key */
  added_keys: string[];
  gone_keys: string[];

  /** The columns that changed, those of most rows first */
  columns: ColumnDiff[];

  /** Columns that the state before does not have, which are not compared */
  new_columns: string[];
}

export interface ColumnDiff {
  column: string;
  rows: number;
  example: ValueChange;
}

export interface ValueChange {
  key: string;
  before: string | null;
  after: string | null;
}
