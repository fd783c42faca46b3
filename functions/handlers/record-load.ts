import middy from "@middy/core";
import { readBatch } from "../aws/batches";
import { loadDefinitions } from "../aws/definitions";
import {
  isShapeKnown,
  leave,
  loadsOfDate,
  type Owner,
  recordLoaded,
  recordLoadFailure,
  recordPart,
  recordRejectedPart,
  recordReleasedPart,
  recordWithdrawn,
  releaseLoad,
} from "../aws/ledger";
import { quarantine } from "../aws/quarantine";
import { beside, findReport, readReport } from "../aws/reports";
import type { Load, Rejection, StagingReport, ValidationFacts } from "../core/documents";
import { isCrawlDue } from "../core/ledger/crawl";
import { HOLDS, LoadTakenOverError, STAGING_FILE_ERRORS } from "../core/ledger/errors";
import { isBatch } from "../core/ledger/items";
import { checkStagingReport } from "../core/ledger/report";
import { withdrawalSentence } from "../core/ledger/withdrawal";
import { describeFailure, type Failure, type StateFailure } from "../core/run/failure";
import { required } from "../core/run/required";

interface Input extends Owner {
  /** the file of the execution */
  load: Load;
  /** what is staged: the file, the batch that it has closed, or of a withdrawal the file that takes its place */
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

/**
 * Writes a load's outcome to the ledger, and takes it out of the line of its table. Returns what is left to do after a success,
 * and the error after a failure.
 */
export async function recordLoadHandler(event: unknown) {
  const input = required<Input>(event, INPUT);
  const recorded = await record(input);
  const { load, execution_arn } = input;
  await leave({ table: load.table, load_id: load.load_id, execution_arn });
  return recorded;
}

async function record({ load, staged, withdraw, at, facts, report, failure, ...owner }: Input) {
  const other = staged.load_id === load.load_id ? null : staged;
  if (failure) {
    const described = describeFailure(failure);
    await (withdraw
      ? recordHeldWithdrawal(load, other, owner, described)
      : recordFailure(load, other, owner, report, described));
    return described;
  }
  const counts = checkStagingReport(await readReport<StagingReport>(report), staged);
  const { rows_read, rows_quarantined, invalid_rows, unknown_keys, deletes_suspended, ties } = counts;
  const told = { rows_read, rows_quarantined, invalid_rows, unknown_keys, deletes_suspended, ties };
  if (withdraw) {
    if (!(await recordWithdrawn(load, other, owner, counts, at))) throw new LoadTakenOverError(load);
    if (isBatch(load)) await releaseParts(load, owner);
    return { status: "WITHDRAWN", crawl: false, message: withdrawalSentence(load, staged, counts), ...told };
  }
  if (!(await recordLoaded(staged, owner, counts))) throw new LoadTakenOverError(staged);
  if (other) await recordParts(other, load, owner, counts);
  const policy = (await loadDefinitions()).tables[load.table]?.crawl ?? "never";
  const crawl = await isCrawlDue(policy, () => isShapeKnown(load.table, `${facts.shape}`));
  return { status: "LOADED", crawl, message: null, ...told };
}

/** Every part of a loaded batch is LOADED, and whatever file was to close it. */
async function recordParts(batch: Load, load: Load, owner: Owner, counts: StagingReport): Promise<void> {
  const parts = new Set((await readBatch(batch)).parts.map((part) => part.load.load_id));
  const items = await loadsOfDate(batch);
  const others = items.filter(
    ({ load_id, status, facts }) =>
      load_id !== load.load_id && (parts.has(load_id) || (status === "WAITING" && facts === undefined)),
  );
  await Promise.all(others.map((item) => recordPart(item, counts)));
  await recordPart(load, counts, owner);
}

/** The parts of a batch that is withdrawn wait: another version of one of them makes another batch. */
async function releaseParts(batch: Load, { run_id }: Owner): Promise<void> {
  const { parts } = await readBatch(batch);
  await Promise.all(
    parts.map((part) => recordReleasedPart(part.load, `its snapshot was withdrawn by the run ${run_id}`)),
  );
}

async function recordHeldWithdrawal(load: Load, heir: Load | null, owner: Owner, failure: Failure): Promise<void> {
  await recordLoadFailure(load, owner, HOLDS.has(failure.error) ? "HELD" : "FAILED", failure);
  if (heir) await releaseLoad(heir, owner);
}

async function recordFailure(load: Load, batch: Load | null, owner: Owner, report: string, failure: Failure) {
  const refused = await refusedFile(failure.error, load, batch, report);
  const status = HOLDS.has(failure.error) ? "HELD" : "FAILED";
  if (batch) await recordLoadFailure(batch, owner, status, failure);
  if (refused && refused.load_id !== load.load_id) await recordRejectedPart(refused, failure);
  await recordLoadFailure(load, owner, refused?.load_id === load.load_id ? "REJECTED" : status, failure);
}

/**
 * The file that is to blame, or null. If there is one, it and the reason are in quarantine: the validator puts them there,
 * or this function does with the rejection that the staging job left beside its report. A job that blames another file
 * leaves none.
 */
async function refusedFile(error: string, load: Load, batch: Load | null, report: string): Promise<Load | null> {
  if (!STAGING_FILE_ERRORS.has(error)) return error === "FileRejectedError" ? load : null;
  const rejection = await findReport<Rejection>(beside(report, "rejection"));
  if (!rejection) return null;
  const parts = batch ? (await readBatch(batch)).parts.map((part) => part.load) : [load];
  const refused = parts.find(({ load_id }) => load_id === rejection.load_id) ?? null;
  if (refused) await quarantine(refused, rejection);
  return refused;
}

export const handler = middy(recordLoadHandler);
