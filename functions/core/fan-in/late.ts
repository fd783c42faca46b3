import type { MartDefinition, MartInput } from "../documents";
import type { LedgerView } from "./view";

/**
 * Whether a file of `input` changes the state of a batch date that is older than the file: rows that an `any` input
 * gives, or dimension members for which rows of that state wait. glue/etl/marts/inputs.py reads inputs in the same way.
 */
export function repairs(mart: MartDefinition, input: MartInput, view: LedgerView, batchDate: string): boolean {
  if (mart.repair === "with_next_load") return false;
  return input.cadence === "any" || (isDimension(mart, input) && mayWait(mart, view, batchDate));
}

const isDimension = (mart: MartDefinition, { name }: MartInput) => mart.dimensions.some(({ input }) => input === name);

/** Only a build that is finished says that no row waits: one under way may have read its inputs before the member came. */
function mayWait(mart: MartDefinition, view: LedgerView, batchDate: string): boolean {
  const request = view.requests[mart.id]?.find(({ batch_date }) => batch_date === batchDate);
  return request?.status !== "BUILT" || waitingRows(mart, view, batchDate)?.length !== 0;
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
