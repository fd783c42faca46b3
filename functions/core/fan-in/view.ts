import type { MartTestOutcome } from "../documents";

/** A load of a file, as `why` tells it. */
export interface LoadFact {
  key: string;
  batch_date: string;
  /** S3's LastModified, ISO 8601 */
  loaded_at: string;
  status: string;
  error?: string | null;
  error_message?: string | null;
  /** of a part of a snapshot that is WAITING */
  waits_for?: string;
}

/** A mart's request for a batch date, with the report of its latest build. */
export interface RequestFact {
  batch_date: string;
  revision: number;
  status: "REQUESTED" | "BUILDING" | "BUILT" | "FAILED" | "ROLLED_BACK";
  requested_by: string;
  /** the execution that builds it, or has built it */
  built_by?: string;
  error?: string | null;
  error_message?: string | null;
  /** dates of which the mart is to have no state any more once this one is built */
  withdrawn?: Set<string>;
  rolled_back_by?: string;
  /** of a mart that reads nothing that arrives: the definition that is built */
  definition?: string;
  report?: { waiting?: Record<string, number>; tests?: Partial<MartTestOutcome>[] };
}

/** The part of the ledger that fan-in reads, strongly consistent and dates before revisions; due.ts says why. */
export interface LedgerView {
  /** table id -> batch dates with a committed load */
  table_dates: Record<string, string[]>;
  /** table id -> its loads, whatever became of them */
  loads: Record<string, LoadFact[]>;
  /** mart id -> its requests */
  requests: Record<string, RequestFact[]>;
  /** table id -> number of committed loads; `mart:` and mart id -> number of builds */
  revisions: Record<string, number>;
}

export const EMPTY_VIEW: LedgerView = { table_dates: {}, loads: {}, requests: {}, revisions: {} };
