import { jobRunOf, type StateFailure } from "./failure";

/** Runs of a job that one load or one build may have. */
const JOB_RUNS = 2;
/** Runs of its job that one pull may have: a database that is away for a while is worth waiting for. */
export const PULL_JOB_RUNS = 3;

export interface Attempts {
  /** how many runs of the job have failed by now */
  attempts: number;
  /** whether a run that reached its time limit deserves another: the parameter `retry_timeouts` of the stage */
  retryTimeouts: boolean;
  /** how many runs there may be */
  jobRuns?: number;
}

/**
 * Whether the job is to run again: after an error that can be over a little later, and after a run that ended without a word
 * of its own (`document` is null), which was no fault of the data. Glue says FAILED of lost executors, of a launch that failed
 * and of a lack of resources; it says ERROR where a trigger ran a job that is gone.
 */
export function deservesAnother(
  failure: StateFailure,
  document: { retryable: boolean } | null,
  { attempts, retryTimeouts, jobRuns = JOB_RUNS }: Attempts,
): boolean {
  const run = jobRunOf(failure);
  if (run === null || attempts >= jobRuns) return false;
  if (document) return document.retryable;
  return run.state === "FAILED" || (run.state === "TIMEOUT" && retryTimeouts);
}
