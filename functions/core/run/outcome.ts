import type { SuspendedDeletes } from "../documents/staging-report";
import { cutToBytes } from "./bytes";
import { describeFailure, type Failure, type StateFailure } from "./failure";

export interface LoadResult {
  load_id: string;
  table: string;
  key: string;
  batch_date: string;
  status?: "LOADED" | "DUPLICATE" | "WAITING" | "WITHDRAWN";
  /** what else is to be known, one sentence */
  message?: string | null;
  rows_quarantined?: number;
  deletes_suspended?: SuspendedDeletes;
  error?: string;
  error_message?: string;
}

export interface MartResult {
  mart: string;
  batch_date: string;
  status: "BUILT" | "FAILED" | "ROLLED_BACK";
  /** what else is to be known, one sentence */
  message?: string;
  /** tests that failed and only warn, a sentence each */
  warnings?: string[];
  /** the other run that built it, of several that asked for dates of the mart */
  built_by?: string;
  error?: string;
  error_message?: string;
}

export interface Outcome {
  status: "SUCCEEDED" | "FAILED";
  error: string | null;
  error_message: string | null;
}

/** Failures that the message names; it counts the rest, as the notification is a mail. */
const NAMED_FAILURES = 10;
/** Step Functions keeps 32 KiB of a Cause. */
const MAX_CAUSE_BYTES = 30_000;

/**
 * The outcome of a run: FAILED if any file, mart or state failed, under the first failure's name and with all of them
 * in the message.
 */
export function runOutcome(loads: LoadResult[], marts: MartResult[], failure: StateFailure | null): Outcome {
  const failures: Failure[] = [
    ...(failure ? [describeFailure(failure)] : []),
    ...loads.filter(({ error }) => error).map((load) => located(load.key, load)),
    ...marts
      .filter(({ status }) => status === "FAILED")
      .map((mart) => located(`Mart ${mart.mart} of ${mart.batch_date}`, mart)),
  ];
  const first = failures[0];
  if (!first) return { status: "SUCCEEDED", error: null, error_message: null };
  const rest = failures.length - NAMED_FAILURES;
  const sentences = failures.slice(0, NAMED_FAILURES).map(({ error_message }) => error_message);
  const error_message = [...sentences, ...(rest > 0 ? [`And ${rest} more.`] : [])].join("\n");
  return { status: "FAILED", error: first.error, error_message: cutToBytes(error_message, MAX_CAUSE_BYTES) };
}

/** What the marts of a run warn of, each sentence after the mart and its date. */
export function runWarnings(marts: MartResult[]): string[] {
  const all = marts.flatMap(({ mart, batch_date, warnings = [] }) =>
    warnings.map((warning) => `Mart ${mart} of ${batch_date}: ${warning}`),
  );
  const rest = all.length - NAMED_FAILURES;
  return rest > 0 ? [...all.slice(0, NAMED_FAILURES), `And ${rest} more.`] : all;
}

/** The failure of a load or mart as a state machine notes it: the name, and the Cause unchanged. */
type Failed = { error?: string; error_message?: string };

/** The result with a name and a sentence in place of the Cause, as the ledger keeps it. */
export function described<Result extends Failed>(result: Result): Result {
  return result.error ? { ...result, ...failureOf(result) } : result;
}

function located(what: string, result: Failed): Failure {
  const failure = failureOf(result);
  return { ...failure, error_message: `${what}: ${failure.error_message}` };
}

const failureOf = ({ error, error_message }: Failed) =>
  describeFailure({ Error: error ?? null, Cause: error_message ?? null });
