import type { JobFailure } from "../documents";
import { describeFailure, type Failure, type StateFailure } from "./failure";
import { type Attempts, deservesAnother } from "./job-runs";

/** What a job run left behind for a load; neither of them where it did not come to the load, or through it. */
export interface LeftOfLoad {
  load_id: string;
  /** whether its report is there: it is staged */
  staged: boolean;
  /** why it failed */
  failure: JobFailure | null;
}

/** How a job run failed. */
export interface FailedJobRun extends Attempts {
  failure: StateFailure;
  /** the load that it began last; null where it began none */
  begun: string | null;
}

/** What became of a load of a job run. One that is WAITING is to be staged by another one. */
export type LoadOutcome = { load_id: string } & ({ status: "LOADED" | "WAITING" } | ({ status: "FAILED" } & Failure));

/**
 * Whether the job is to run again, where it goes on with the loads that have no report: one of them may succeed a little
 * later, or the job run ended before it came to it.
 */
export const stagesAgain = (documents: LeftOfLoad[], { failure, ...attempts }: FailedJobRun): boolean =>
  documents.some((each) => !each.staged && deservesAnother(failure, each.failure, attempts));

/**
 * The outcome of each load. Of a job run that was ended, such as by its time limit, the loads that it did not come to wait
 * on, and so does the one that it was at, if it came through any. If it came through none, the one that it was at has the
 * failure of the job run; if it began none, all share that.
 */
export function loadOutcomes(documents: LeftOfLoad[], run: FailedJobRun | null): LoadOutcome[] {
  if (!run) return documents.map(({ load_id }) => ({ load_id, status: "LOADED" }));
  const own = documents.map(ownOutcome);
  const isOneBegun = documents.some(({ load_id }) => load_id === run.begun);
  const isToBlame = (load_id: string) => own.every((each) => each === null) && (!isOneBegun || run.begun === load_id);
  const described = describeFailure(run.failure);
  return documents.map(
    ({ load_id }, index) =>
      own[index] ?? (isToBlame(load_id) ? { load_id, status: "FAILED", ...described } : { load_id, status: "WAITING" }),
  );
}

function ownOutcome({ load_id, staged, failure }: LeftOfLoad): LoadOutcome | null {
  if (staged) return { load_id, status: "LOADED" };
  return failure && { load_id, status: "FAILED", ...describeFailure({}, failure) };
}
