import middy from "@middy/core";
import { recordBuilt, recordMartFailure, recordRollback } from "../aws/ledger";
import { findReport, readReport } from "../aws/reports";
import type { MartReport, RollbackReport } from "../core/documents";
import { auditWarnings } from "../core/fan-in";
import type { Run } from "../core/ledger/items";
import { checkMartReport, checkRollbackReport } from "../core/ledger/report";
import { describeFailure, type StateFailure } from "../core/run/failure";
import type { MartResult } from "../core/run/outcome";
import { PREVIOUS } from "../core/run/plan-rollback";
import { required } from "../core/run/required";

interface Input {
  run: Run;
  mart: string;
  /** of a build; of a rollback, the state that is to be served */
  batch_date: string;
  rollback: boolean;
  report: string;
  failure: StateFailure | null;
}
const INPUT = {
  run: "object",
  mart: "string",
  batch_date: "string",
  rollback: "boolean",
  report: "string",
  failure: "object?",
} as const;

/** Writes a build's outcome to the ledger: BUILT with the job's report, or FAILED, with the report of what tests hold back. */
export async function recordMartHandler(event: unknown): Promise<MartResult> {
  const input = required<Input>(event, INPUT);
  if (input.rollback) return recordRolledBack(input);
  const { run, mart, batch_date, report, failure } = input;
  if (failure) {
    const described = describeFailure(failure);
    const held = described.error === "MartTestError" ? await heldBack(report, batch_date) : undefined;
    await recordMartFailure(mart, batch_date, run.execution_arn, described, held);
    return { mart, batch_date, status: "FAILED", ...described };
  }
  const outcome = checkMartReport(await readReport<MartReport>(report), mart, batch_date);
  await recordBuilt(mart, batch_date, run.execution_arn, outcome);
  const warnings = auditWarnings(outcome);
  return { mart, batch_date, status: "BUILT", ...(warnings.length > 0 ? { warnings } : {}) };
}

/** A rollback that fails leaves the ledger as it is. */
async function recordRolledBack({ run, mart, batch_date, report, failure }: Input): Promise<MartResult> {
  const wanted = batch_date === PREVIOUS ? "the state before" : batch_date;
  if (failure) return { mart, batch_date: wanted, status: "FAILED", ...describeFailure(failure) };
  const outcome = checkRollbackReport(await readReport<RollbackReport>(report), mart);
  await recordRollback(outcome, run.run_id);
  const { from_date, to_date, rows } = outcome;
  const message = `${to_date} is served in place of ${from_date}: ${rows} rows. The next build serves the date that it builds.`;
  return { mart, batch_date: to_date, status: "ROLLED_BACK", message };
}

/** A build of an older date builds the served one too, whose report is not this date's. */
async function heldBack(report: string, batchDate: string): Promise<MartReport | undefined> {
  const held = await findReport<MartReport>(report.replace(/\.json$/, ".held.json"));
  return held?.batch_date === batchDate ? held : undefined;
}

export const handler = middy(recordMartHandler);
