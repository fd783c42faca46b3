import type { StagingReport } from "../../core/documents";
import type { LoadItem, LoadStatus, RunItem } from "../../core/ledger/items";
import type { LoadResult, MartResult } from "../../core/run/outcome";
import { safetySentences } from "../../core/run/safety";
import type { Execution } from "./executions";

/** As the ledger has it, and two words for files that were not loaded because there was no need to. */
export type FileStatus = Exclude<LoadStatus, "CLAIMED"> | "ALREADY LOADED" | "IGNORED";

export type Counts = Partial<StagingReport> & Pick<StagingReport, "rows_read">;

/** What became of one file. */
export interface FileOutcome {
  key: string;
  status: FileStatus;
  /** the staging report; null where nothing was staged */
  counts: Counts | null;
  /** what else is to be known of a file that is loaded, a sentence each */
  notes: string[];
  /** what went wrong or why it was ignored, one or more sentences; null when there is nothing to say */
  reason: string | null;
}

/** What became of an uploaded file, and of the marts that its run built. */
export interface UploadOutcome extends FileOutcome {
  marts: MartResult[];
}

/** The statuses of a load that this attempt has ended with. */
const ENDED: ReadonlySet<string> = new Set<FileStatus>(["LOADED", "REJECTED", "FAILED", "HELD", "WITHDRAWN"]);
export const hasEnded = (load: LoadItem | null, run_id: string): load is LoadItem =>
  load !== null && load.run_id === run_id && load.status !== "CLAIMED";

/** The outcome of one load of a run: `result` is the run's word on it, `load` the ledger's (null: none was made). */
export function loadOutcome(result: LoadResult, load: LoadItem | null, run_id: string): FileOutcome {
  const mine = hasEnded(load, run_id) ? load : null;
  if (result.status === "WAITING") {
    return { key: result.key, counts: null, notes: [result.message ?? ""], status: "WAITING", reason: null };
  }
  const counts = (result.status === "DUPLICATE" ? load : mine)?.report ?? null;
  const told = result.message ? [result.message] : [];
  const file = { key: result.key, counts, notes: [...told, ...(counts ? notesOf(counts) : [])] };
  if (result.status) {
    const status = result.status === "DUPLICATE" ? "ALREADY LOADED" : result.status;
    return { ...file, status, reason: null };
  }
  // The ledger has the whole sentence; a crawl that failed is the run's own, and the load stays LOADED.
  const failed = mine?.error ? mine : result;
  const status = mine && ENDED.has(mine.status) ? (mine.status as FileStatus) : "FAILED";
  return { ...file, status, reason: reasonOf(result.key, failed) };
}

function notesOf(counts: Counts): string[] {
  const place = counts.invalid_rows ? [`What is wrong with the rows set aside: ${counts.invalid_rows}`] : [];
  return [...place, ...safetySentences(counts)];
}

/** Errors of a run that no load was made for, since its object belongs to no table. */
const STRAY = /^(UnknownTable|MalformedKey|ReservedKey|FileRejected)Error$/;

/** The outcome of a file from its ended execution, the run the ledger keeps and the load (null: none was made). */
export function outcomeOf(execution: Execution, run: RunItem | null, load: LoadItem | null): UploadOutcome {
  const result = (run?.loads as LoadResult[] | undefined)?.[0];
  const marts = (run?.marts ?? []) as MartResult[];
  const { key, status: ended } = execution;
  if (result && (result.status || result.error)) {
    const outcome = { ...loadOutcome({ ...result, key }, load, execution.run_id), marts };
    const told = outcome.reason !== null || marts.some(({ status }) => status === "FAILED") || ended === "SUCCEEDED";
    return told ? outcome : { ...outcome, reason: runReason(execution, run) };
  }
  const nothing = { key, counts: null, notes: [], marts };
  if (run?.ignored) return { ...nothing, status: "IGNORED", reason: run.ignored };
  if (ended === "SUCCEEDED") return { ...nothing, status: "LOADED", reason: null };
  const rejected = load?.status === "REJECTED" || STRAY.test(execution.error ?? "");
  return { ...nothing, status: rejected ? "REJECTED" : "FAILED", reason: runReason(execution, run) };
}

const runReason = ({ key, status, error, error_message }: Execution, run: RunItem | null) =>
  reasonOf(key, {
    error: run?.error ?? error,
    error_message: run?.error_message ?? error_message ?? `The execution ended as ${status}.`,
  });

type Told = { error?: string | null; error_message?: string | null };

/** The pipeline puts the key before each sentence; here the line begins with it. */
export function reasonOf(key: string, { error, error_message }: Told): string {
  const sentence = (error_message ?? "").replaceAll(`${key}: `, "");
  return error && !sentence.startsWith(error) ? `${error}: ${sentence}` : sentence;
}

const BAD: ReadonlySet<FileStatus> = new Set(["FAILED", "REJECTED", "HELD"]);

/** Whether a command that waited for this is to end with 1: also for a file that is loaded although its run failed. */
export const isBad = ({ status, reason, marts = [] }: FileOutcome & { marts?: MartResult[] }) =>
  BAD.has(status) || (status !== "IGNORED" && reason !== null) || marts.some(({ status }) => status === "FAILED");
