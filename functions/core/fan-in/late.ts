import type { MartDefinition, MartInput } from "../documents";
import type { LedgerView } from "./view";

/**
 * Whether a file of `input` changes the state of a batch date that is older than the file: rows that an `any` input
 * gives, or dimension members for which rows of that state wait. glue/etl/marts/inputs.py reads inputs in the same way.
 */
export function repairs(mart: MartDefinition, input: MartInput, view: LedgerView, batchDate: string): boolean {
  if (mart.repair === "with_next_load") return false;
  const roles = mart.dimensions.flatMap((dimension) => (dimension.input === input.name ? dimension.name : []));
  return input.cadence === "any" || (roles.length > 0 && mayWait(mart, roles, view, batchDate));
}

/** Only a build that is finished says that no row waits: one under way may have read its inputs before the member came. */
function mayWait(mart: MartDefinition, roles: readonly string[], view: LedgerView, batchDate: string): boolean {
  const request = view.requests[mart.id]?.find(({ batch_date }) => batch_date === batchDate);
  const waiting = waitingRows(mart, view, batchDate);
  return request?.status !== "BUILT" || !waiting || waiting.some(({ dimension }) => roles.includes(dimension));
}

/** The dimensions for whose members rows of a built state wait, with the number of rows; undefined where no report says. */
export function waitingRows(
  mart: MartDefinition,
  view: LedgerView,
  batchDate: string,
): { dimension: string; rows: number }[] | undefined {
  const waiting = view.requests[mart.id]?.find(({ batch_date }) => batch_date === batchDate)?.report?.waiting;
  if (waiting === undefined) return undefined;
  return Object.entries(waiting).flatMap(([dimension, rows]) => (rows > 0 ? [{ dimension, rows }] : []));
}
