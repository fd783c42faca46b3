import type { RollbackReport } from "../core/documents";
import type { Run } from "../core/ledger/items";
import { checkRollbackReport } from "../core/ledger/report";
import { describeFailure, type StateFailure } from "../core/run/failure";
import type { MartResult } from "../core/run/outcome";
import { PREVIOUS } from "../core/run/plan-rollback";
import { recordRollback } from "./ledger";
import { readReport } from "./reports";

export interface Rollback {
  run: Run;
  mart: string;
  /** the state that is to be served */
  batch_date: string;
  report: string;
  failure: StateFailure | null;
}

/** Writes a rollback to the ledger. One that failed leaves the ledger as it is. @throws RunReportError */
export async function recordRolledBack({ run, mart, batch_date, report, failure }: Rollback): Promise<MartResult> {
  const wanted = batch_date === PREVIOUS ? "the state before" : batch_date;
  if (failure) return { mart, batch_date: wanted, status: "FAILED", ...describeFailure(failure) };
  const outcome = checkRollbackReport(await readReport<RollbackReport>(report), mart);
  await recordRollback(outcome, run.run_id);
  const { from_date, to_date, rows } = outcome;
  const message = `${to_date} is served in place of ${from_date}: ${rows} rows. The next build serves the date that it builds.`;
  return { mart, batch_date: to_date, status: "ROLLED_BACK", message };
}
