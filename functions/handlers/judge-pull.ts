import middy from "@middy/core";
import { retryTimeouts } from "../aws/environment";
import { findFailure } from "../aws/reports";
import { describeFailure, type StateFailure } from "../core/run/failure";
import { deservesAnother, PULL_JOB_RUNS } from "../core/run/job-runs";
import { required } from "../core/run/required";

interface Input {
  /** null where the pull was not planned */
  report: string | null;
  failure: StateFailure;
  /** how many runs of the pull job have failed by now */
  attempts: number;
}
const INPUT = { report: "string?", failure: "object", attempts: "number" } as const;

/** Says why a pull failed, and whether its job is to run `again`. */
export async function judgePullHandler(event: unknown) {
  const { report, failure, attempts } = required<Input>(event, INPUT);
  const document = report === null ? null : await findFailure(report, failure);
  const again = deservesAnother(failure, document, {
    attempts,
    retryTimeouts: retryTimeouts(),
    jobRuns: PULL_JOB_RUNS,
  });
  return { ...describeFailure(failure, document), again };
}

export const handler = middy(judgePullHandler);
