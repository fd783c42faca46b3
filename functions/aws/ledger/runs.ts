import { type Run, type RunItem, runKey } from "../../core/ledger/items";
import type { Outcome } from "../../core/run/outcome";
import { getItem, queryItems, updateIf } from "./client";

/** How long the ledger keeps a run; it keeps loads and requests for good. */
const KEEP_DAYS = 365;

const expiry = (run: Run) => Math.floor(Date.parse(run.started_at) / 1000) + KEEP_DAYS * 86_400;

/** Records the run as RUNNING, with its trigger and its loads. */
export function recordRun(
  run: Run,
  facts: Pick<RunItem, "trigger" | "key" | "ignored" | "loads" | "marts">,
): Promise<boolean> {
  return updateIf(runKey(run), { ...run, ...facts, status: "RUNNING", expires_at: expiry(run) });
}

/** Records the run as SUCCEEDED or FAILED, even if it failed before it was recorded as RUNNING. */
export function recordOutcome(
  run: Run,
  outcome: Outcome,
  results: Pick<RunItem, "loads" | "marts"> & { finished_at: string },
): Promise<boolean> {
  return updateIf(runKey(run), { ...run, ...outcome, ...results, expires_at: expiry(run) });
}

/** The latest runs, newest first. */
export const listRuns = (limit: number) =>
  queryItems<RunItem>({ pk: "runs", from: "0", to: "~", newestFirst: true, limit });

/** The run as it is now. */
export const readRun = (run: Pick<Run, "run_id" | "started_at">) => getItem<RunItem>(runKey(run));

/** One of the latest `among` runs, by its id; null when it is not (yet) on record. */
export const findRun = async (runId: string, among = 50): Promise<RunItem | null> =>
  (await listRuns(among)).find(({ run_id }) => run_id === runId) ?? null;
