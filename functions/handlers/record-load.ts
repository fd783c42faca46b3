import middy from "@middy/core";
import { loadDefinitions } from "../aws/definitions";
import { isShapeKnown, type Owner, recordLoaded, recordLoadFailure, recordWithdrawn, releaseLoad } from "../aws/ledger";
import { quarantine } from "../aws/quarantine";
import { findReport, readReport } from "../aws/reports";
import type { Load, Rejection, StagingReport, ValidationFacts } from "../core/documents";
import { isCrawlDue } from "../core/ledger/crawl";
import { HOLDS, LoadTakenOverError, STAGING_FILE_ERRORS } from "../core/ledger/errors";
import { checkStagingReport } from "../core/ledger/report";
import { withdrawalSentence } from "../core/ledger/withdrawal";
import { describeFailure, type StateFailure } from "../core/run/failure";
import { required } from "../core/run/required";

interface Input extends Owner {
  load: Load;
  staged: Load;
  withdraw: boolean;
  at: string;
  report: string;
  facts: Partial<ValidationFacts>;
  failure: StateFailure | null;
}
const TEXTS = { run_id: "string", execution_arn: "string", report: "string", at: "string" } as const;
const OBJECTS = { load: "object", staged: "object", facts: "object", failure: "object?" } as const;
const INPUT = { ...TEXTS, ...OBJECTS, withdraw: "boolean" } as const;

/** Writes a load's outcome to the ledger. Returns what is left to do after a success, and the error after a failure. */
export async function recordLoadHandler(event: unknown) {
  const { load, staged, withdraw, at, facts, report, failure, ...owner } = required<Input>(event, INPUT);
  const heir = staged.load_id === load.load_id ? null : staged;
  if (failure) {
    const described = describeFailure(failure);
    const status = withdraw ? heldOr("FAILED", described.error) : await statusOf(described.error, load, report);
    await recordLoadFailure(load, owner, status, described);
    if (heir) await releaseLoad(heir, owner);
    return described;
  }
  const counts = checkStagingReport(await readReport<StagingReport>(report), staged);
  const { rows_read, rows_quarantined, invalid_rows, unknown_keys, deletes_suspended } = counts;
  const told = { rows_read, rows_quarantined, invalid_rows, unknown_keys, deletes_suspended };
  if (withdraw) {
    if (!(await recordWithdrawn(load, heir, owner, counts, at))) throw new LoadTakenOverError(load);
    return { status: "WITHDRAWN", crawl: false, message: withdrawalSentence(load, staged, counts), ...told };
  }
  if (!(await recordLoaded(load, owner, counts))) throw new LoadTakenOverError(load);
  const policy = (await loadDefinitions()).tables[load.table]?.crawl ?? "never";
  const crawl = await isCrawlDue(policy, () => isShapeKnown(load.table, `${facts.shape}`));
  return { status: "LOADED", crawl, message: null, ...told };
}

async function statusOf(error: string, load: Load, report: string) {
  return heldOr((await isRejected(error, load, report)) ? "REJECTED" : "FAILED", error);
}

const heldOr = <Status extends "REJECTED" | "FAILED">(status: Status, error: string) =>
  HOLDS.has(error) ? "HELD" : status;

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
