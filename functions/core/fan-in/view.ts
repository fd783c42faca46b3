/** The part of the ledger that fan-in reads, strongly consistent and dates before revisions; due.ts says why. */
export interface LedgerView {
  /** table id -> batch dates with a committed load */
  table_dates: Record<string, string[]>;
  /** mart id -> its requests */
  requests: Record<
    string,
    { batch_date: string; revision: number; status: "REQUESTED" | "BUILT" | "FAILED"; requested_by: string }[]
  >;
  /** table id -> number of committed loads; `mart:` and mart id -> number of builds */
  revisions: Record<string, number>;
}

export const EMPTY_VIEW: LedgerView = { table_dates: {}, requests: {}, revisions: {} };
