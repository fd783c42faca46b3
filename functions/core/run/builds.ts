import type { MartFailure, MartReport } from "../documents";
import { auditWarnings, type RequestFact } from "../fan-in";
import { checkMartReport } from "../ledger/report";
import { describeFailure, type Failure, isOfEarlierRun, type StateFailure } from "./failure";
import { type Attempts, deservesAnother } from "./job-runs";
import type { MartResult } from "./outcome";

/** What a job run left behind for a batch date: its report, or why it failed; nothing where the run ended before. */
export interface Left {
  batch_date: string;
  report: MartReport | null;
  failure: MartFailure | null;
  /** the report of a build that its tests hold back */
  held: MartReport | null;
}

/** What became of the dates of a job run; those that are `left` are to be built by another one. */
export interface Outcomes {
  built: MartReport[];
  failed: ({ batch_date: string; held?: MartReport } & Failure)[];
  left: string[];
}

/** The failure of a date as the last job run has it: what an earlier one says can be over since. */
export const lastFailure = (own: MartFailure | null, failure: StateFailure): MartFailure | null =>
  own?.retryable && isOfEarlierRun(own, failure) ? null : own;

/**
 * The outcome of each date. Of a job run that was ended, such as by its time limit, the dates that it did not come to are
 * left, if it came to any; they share its failure if it came to none.
 * @throws RunReportError
 */
export function outcomesOf(mart: string, documents: Left[], failure: StateFailure | null): Outcomes {
  const built = documents.flatMap(({ report, batch_date }) =>
    report ? [checkMartReport(report, mart, batch_date)] : [],
  );
  const failed = documents.flatMap(({ report, batch_date, failure: own, held }) => {
    if (!own || report) return [];
    return [{ batch_date, ...describeFailure({}, own), ...(held ? { held } : {}) }];
  });
  const rest = documents.filter((each) => !each.report && !each.failure).map(({ batch_date }) => batch_date);
  if (built.length + failed.length > 0) return { built, failed, left: rest };
  const described = describeFailure(failure ?? {});
  return { built, failed: rest.map((batch_date) => ({ batch_date, ...described })), left: [] };
}

/**
 * Whether the mart's job is to run again, where it goes on with the dates that have no report: one of them may succeed a
 * little later, or the job run ended before it came to it.
 */
export function buildsAgain(documents: Left[], failure: StateFailure | null, attempts: Attempts): boolean {
  if (failure === null) return false;
  const open = documents.filter(({ report }) => report === null);
  return open.some((each) => deservesAnother(failure, each.failure, attempts));
}

/** What a run reports of a decided request. */
export function martResult(mart: string, request: RequestFact, executionArn: string): MartResult {
  const { batch_date, built_by, error, error_message } = request;
  const other = built_by !== undefined && built_by !== executionArn ? { built_by: runOf(built_by) } : {};
  const warnings = auditWarnings(request.report ?? {});
  const warned = warnings.length > 0 ? { warnings } : {};
  if (request.status === "BUILT") return { mart, batch_date, status: "BUILT", ...other, ...warned };
  if (request.status === "ROLLED_BACK") return { mart, batch_date, status: "ROLLED_BACK", ...other };
  const told = { error: error ?? "UnknownError", error_message: error_message ?? "No cause was given." };
  return { mart, batch_date, status: "FAILED", ...other, ...told };
}

/** The run id is the name of the execution. */
const runOf = (executionArn: string) => executionArn.slice(executionArn.lastIndexOf(":") + 1);
