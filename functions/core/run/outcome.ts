import { describeFailure, type Failure, type StateFailure } from "./failure";

export interface LoadResult {
  load_id: string;
  table: string;
  key: string;
  batch_date: string;
  status?: "LOADED" | "DUPLICATE";
  rows_quarantined?: number;
  error?: string;
  error_message?: string;
}

export interface MartResult {
  mart: string;
  batch_date: string;
  status: "BUILT" | "FAILED";
  error?: string;
  error_message?: string;
}

export interface Outcome {
  status: "SUCCEEDED" | "FAILED";
  error: string | null;
  error_message: string | null;
}

/** Step Functions keeps 32 KiB of a Cause, the notification is mail: a few failures are named, the rest counted. */
const NAMED_FAILURES = 10;

/** A run in which any file, mart or state failed has FAILED, under the name of the first failure and with all of them in the message. */
export function runOutcome(loads: LoadResult[], marts: MartResult[], failure: StateFailure | null): Outcome {
  const failures: Failure[] = [
    ...(failure ? [describeFailure(failure)] : []),
    ...loads.filter(({ error }) => error).map((load) => told(load.key, load)),
    ...marts
      .filter(({ status }) => status === "FAILED")
      .map((mart) => told(`Mart ${mart.mart} of ${mart.batch_date}`, mart)),
  ];
  const first = failures[0];
  if (!first) return { status: "SUCCEEDED", error: null, error_message: null };
  const rest = failures.length - NAMED_FAILURES;
  const sentences = failures.slice(0, NAMED_FAILURES).map(({ error_message }) => error_message);
  const error_message = [...sentences, ...(rest > 0 ? [`And ${rest} more.`] : [])].join("\n");
  return { status: "FAILED", error: first.error, error_message };
}

/** What a state machine notes of a failed load or mart: the name, and the Cause as it came. */
type Failed = { error?: string; error_message?: string };

/** A result whose Cause is taken apart, so that the ledger has a name and a sentence. */
export function described<Result extends Failed>(result: Result): Result {
  return result.error ? { ...result, ...failureOf(result) } : result;
}

function told(what: string, result: Failed): Failure {
  const failure = failureOf(result);
  return { ...failure, error_message: `${what}: ${failure.error_message}` };
}

const failureOf = ({ error, error_message }: Failed) =>
  describeFailure({ Error: error ?? null, Cause: error_message ?? null });
