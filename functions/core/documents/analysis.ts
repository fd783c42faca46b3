// Generated from schemas/meta/analysis.schema.json by `npm run types`: change it there.

import type { Word } from "./vocabulary";

/** What Spark's analyser finds wrong with marts before they are deployed. */
export interface Analysis {
  /** Why there was no analysis; null where there was */
  unavailable: string | null;
  findings: AnalysisFinding[];
}

export interface AnalysisFinding {
  mart: Word;

  /** Of the value in mart.json; null where mart.sql is meant */
  pointer: string | null;

  /** Of the compiled SQL; null where its select list is meant */
  line: number | null;
  sentence: string;
}
