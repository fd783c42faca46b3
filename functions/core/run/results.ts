/**
 * State machines pass on what became of a file or a mart in a few words, as a state holds 256 KiB; the ledger has the rest.
 */
import type { RequestFact } from "../fan-in";
import type { LoadItem } from "../ledger/items";
import { martResult } from "./builds";
import { cutToBytes } from "./bytes";
import { MAX_MESSAGE_BYTES } from "./failure";
import { described, type LoadResult, type MartResult } from "./outcome";

/** What `load_file` answers, or how its execution failed. */
export type LoadBrief = Pick<LoadResult, "load_id"> & Partial<LoadResult>;
export type PlannedLoad = Pick<LoadResult, "load_id" | "table" | "key" | "batch_date">;

/** What became of a load, from the run's plan, the state machine and the ledger's item. */
export function loadResult(planned: PlannedLoad, brief: LoadBrief, item: LoadItem | null, runId: string): LoadResult {
  const { table, key, batch_date } = planned;
  const result = { table, key, batch_date, ...brief };
  const mine = item?.run_id === runId ? item : null;
  if (brief.error) {
    if (!mine?.error || mine.error !== brief.error) return described(result);
    return { ...result, error_message: mine.error_message ?? "No cause was given." };
  }
  const { rows_quarantined = 0, deletes_suspended = null } = mine?.report ?? {};
  return brief.status === "LOADED" ? { ...result, rows_quarantined, deletes_suspended } : result;
}

/** Of a mart's date only its place and its status are passed on. */
export const briefOf = ({ mart, batch_date, status }: MartResult): MartResult => ({ mart, batch_date, status });

/** What became of a mart's date; the ledger's request may have changed since. */
export function fullMartResult(brief: MartResult, request: RequestFact | undefined, executionArn: string): MartResult {
  const isTold = brief.error !== undefined || brief.message !== undefined;
  if (isTold || request === undefined) return described(brief);
  const full = martResult(brief.mart, request, executionArn);
  return full.status === brief.status ? full : brief;
}

/** Of an item of DynamoDB, which holds 400 KB, and of a Lambda's answer so much is for sentences. */
const SENTENCES_BYTES = 150_000;
const SHORTEST_BYTES = 100;

/** The results with sentences that fit together; the ledger's items of loads and marts keep them whole. */
export function fitting<Result extends LoadResult | MartResult>(results: Result[]): Result[] {
  const told = results.filter(
    (result) => result.error_message || result.message || ("warnings" in result && result.warnings),
  );
  const share = Math.floor(SENTENCES_BYTES / Math.max(told.length, 1));
  const bytes = Math.max(SHORTEST_BYTES, Math.min(MAX_MESSAGE_BYTES, share));
  return results.map((result) => shortened(result, bytes));
}

function shortened<Result extends LoadResult | MartResult>(result: Result, bytes: number): Result {
  const { error_message, message } = result;
  const warnings = "warnings" in result ? result.warnings : undefined;
  return {
    ...result,
    ...(error_message ? { error_message: cutToBytes(error_message, bytes) } : {}),
    ...(message ? { message: cutToBytes(message, bytes) } : {}),
    ...(warnings ? { warnings: cutAll(warnings, bytes) } : {}),
  };
}

/** The first sentences of a list that fit, and the beginning of the next. */
function cutAll(sentences: string[], bytes: number): string[] {
  const first = cutToBytes(sentences[0] ?? "", bytes);
  const left = bytes - Buffer.byteLength(first);
  return sentences.length > 1 && left > 0 ? [first, ...cutAll(sentences.slice(1), left)] : [first];
}
