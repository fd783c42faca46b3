// Generated from schemas/meta/test_outcome.schema.json by `npm run types`: change it there.

/** What came of one unit test of a mart: where it failed first, or nothing. */
export interface TestOutcome {
  /** Its place in the plan */
  test: number;
  seconds: number;
  failure: TestFailure | null;
}

export interface TestFailure {
  step: number;
  sentence: string;
  difference: RowDifference | null;
}

export interface RowDifference {
  columns: string[];
  lines: DifferenceLine[];

  /** Rows that are as expected */
  equal: number;
}

export interface DifferenceLine {
  /** -: expected and not there; +: there and not expected */
  sign: "-" | "+";
  values: string[];
}
