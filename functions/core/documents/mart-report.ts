// Generated from schemas/meta/mart_report.schema.json by `npm run types`: change it there.

import type { Day, TestSeverity, Word } from "./vocabulary";

/** What a mart job built and published. */
export interface MartReport {
  mart: Word;
  batch_date: Day;
  published_batch_date: Day;
  rows: number;

  /** By dimension: the rows whose member has not arrived */
  waiting: {
    [k: string]: number;
  };
  snapshot_id: string | null;
  tests: MartTestOutcome[];
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
