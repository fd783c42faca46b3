import type { RollbackReport } from "../core/documents";
import type { Run } from "../core/ledger/items";
import { checkRollbackReport } from "../core/ledger/report";
import { describeFailure, type StateFailure } from "../core/run/failure";
import { deservesAnother } from "../core/run/job-runs";
import type { MartResult } from "../core/run/outcome";
import { PREVIOUS } from "../core/run/plan-rollback";
import { retryTimeouts } from "./environment";
import { recordRollback } from "./ledger";
import { findFailure, readReport } from "./reports";

export interface Rollback {
  run: Run;
  mart: string;
  /** the state that is to be served */
  batch_date: string;
  report: string;
  failure: StateFailure | null;
  /** how many runs of the mart's job have failed by now */
  attempts: number;
}

export interface RollbackAnswer {
  /** whether the job is to run again: nothing is recorded yet then */
  again: boolean;
  marts: MartResult[];
}

/** Writes a rollback to the ledger. One that failed leaves the ledger as it is. @throws RunReportError */
export async function recordRolledBack(rollback: Rollback): Promise<RollbackAnswer> {
  const { run, mart, batch_date, report, failure, attempts } = rollback;
  if (failure) {
    const document = await findFailure(report, failure);
    const wanted = batch_date === PREVIOUS ? "the state before" : batch_date;
    const failed = { mart, batch_date: wanted, status: "FAILED", ...describeFailure(failure, document) } as const;
    return { again: deservesAnother(failure, document, { attempts, retryTimeouts: retryTimeouts() }), marts: [failed] };
  }
  const outcome = checkRollbackReport(await readReport<RollbackReport>(report), mart);
  await recordRollback(outcome, run.run_id);
  const { from_date, to_date, rows } = outcome;
  const message = `${to_date} is served in place of ${from_date}: ${rows} rows. The next build serves the date that it builds.`;
  return { again: false, marts: [{ mart, batch_date: to_date, status: "ROLLED_BACK", message }] };
}
