import middy from "@middy/core";
import { loadDefinitions } from "../aws/definitions";
import { isShapeKnown, type Owner, recordLoaded, recordLoadFailure } from "../aws/ledger";
import { quarantine } from "../aws/quarantine";
import { findReport, readReport } from "../aws/reports";
import type { Load, Rejection, StagingReport, ValidationFacts } from "../core/documents";
import { isCrawlDue } from "../core/ledger/crawl";
import { HOLDS, LoadTakenOverError, STAGING_FILE_ERRORS } from "../core/ledger/errors";
import { checkStagingReport } from "../core/ledger/report";
import { describeFailure, type StateFailure } from "../core/run/failure";
import { required } from "../core/run/required";

interface Input extends Owner {
  load: Load;
  report: string;
  facts: Partial<ValidationFacts>;
  failure: StateFailure | null;
}
const TEXTS = { run_id: "string", execution_arn: "string", report: "string" } as const;
const INPUT = { ...TEXTS, load: "object", facts: "object", failure: "object?" } as const;

/** Writes a load's outcome to the ledger. Returns what is left to do after a success, and the error after a failure. */
export async function recordLoadHandler(event: unknown) {
  const { load, facts, report, failure, ...owner } = required<Input>(event, INPUT);
  if (failure) {
    const described = describeFailure(failure);
    await recordLoadFailure(load, owner, await statusOf(described.error, load, report), described);
    return described;
  }
  const counts = checkStagingReport(await readReport<StagingReport>(report), load);
  if (!(await recordLoaded(load, owner, counts))) throw new LoadTakenOverError(load);
  const policy = (await loadDefinitions()).tables[load.table]?.crawl ?? "never";
  const crawl = await isCrawlDue(policy, () => isShapeKnown(load.table, `${facts.shape}`));
  const { rows_read, rows_quarantined, invalid_rows, unknown_keys, deletes_suspended } = counts;
  return { status: "LOADED", crawl, rows_read, rows_quarantined, invalid_rows, unknown_keys, deletes_suspended };
}

async function statusOf(error: string, load: Load, report: string) {
  if (HOLDS.has(error)) return "HELD";
  return (await isRejected(error, load, report)) ? "REJECTED" : "FAILED";
}

/**
 * Whether the file itself is to blame. If so, the file and the reason are in quarantine: the validator puts them there, or
 * this function does with the rejection that the staging job left beside its report. A job that blames another file leaves none.
 */
async function isRejected(error: string, load: Load, report: string): Promise<boolean> {
  if (!STAGING_FILE_ERRORS.has(error)) return error === "FileRejectedError";
  const rejection = await findReport<Rejection>(report.replace(/\.json$/, ".rejection.json"));
  if (rejection) await quarantine(load, rejection);
  return rejection !== null;
}

export const handler = middy(recordLoadHandler);
