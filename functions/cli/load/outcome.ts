import type { LoadItem, RunItem } from "../../core/ledger/items";
import type { LoadResult, MartResult } from "../../core/run/outcome";
import type { Execution } from "./executions";

export type FileStatus = "LOADED" | "ALREADY LOADED" | "IGNORED" | "REJECTED" | "FAILED";

/** What became of one uploaded file. */
export interface FileOutcome {
  key: string;
  status: FileStatus;
  /** rows of the file, and how many of them changed something; null where nothing was staged */
  rows: number | null;
  changes: number | null;
  /** how many invalid rows, and the object that holds them with their problems; null when there are none */
  set_aside: { rows: number; place: string } | null;
  marts: string[];
  /** what went wrong or why it was ignored, one or more sentences; null when there is nothing to say */
  reason: string | null;
}

/** The outcome of a file from its ended execution, the run the ledger keeps and the load (null: none was made). */
export function outcomeOf(execution: Execution, run: RunItem | null, load: LoadItem | null): FileOutcome {
  const result = (run?.loads as LoadResult[] | undefined)?.[0];
  const marts = ((run?.marts ?? []) as MartResult[]).filter(({ status }) => status === "BUILT").map(({ mart }) => mart);
  const {
    rows_read: rows = null,
    rows_staged: changes = null,
    rows_quarantined = 0,
    invalid_rows,
  } = load?.report ?? {};
  const set_aside = invalid_rows ? { rows: rows_quarantined, place: invalid_rows } : null;
  const facts = { key: execution.key, rows, changes, set_aside, marts: [...new Set(marts)] };
  if (execution.status !== "SUCCEEDED") {
    const rejected =
      load?.status === "REJECTED" ||
      /^(UnknownTable|MalformedKey|ReservedKey|FileRejected)Error$/.test(execution.error ?? "");
    return { ...facts, status: rejected ? "REJECTED" : "FAILED", reason: reasonOf(execution, run) };
  }
  if (run?.ignored) return { ...facts, status: "IGNORED", reason: run.ignored };
  return { ...facts, status: result?.status === "DUPLICATE" ? "ALREADY LOADED" : "LOADED", reason: null };
}

/** The pipeline puts the key before each sentence; here the line begins with it. */
function reasonOf({ key, status, error, error_message }: Execution, run: RunItem | null): string {
  const message = run?.error_message ?? error_message ?? `The execution ended as ${status}.`;
  const name = run?.error ?? error;
  const sentence = message.replaceAll(`${key}: `, "");
  return name && !sentence.startsWith(name) ? `${name}: ${sentence}` : sentence;
}

export const isBad = ({ status }: FileOutcome) => status === "FAILED" || status === "REJECTED";
