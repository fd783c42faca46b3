import type { Load, StagingReport, ValidationFacts } from "../../core/documents";
import { type LoadItem, loadKey } from "../../core/ledger/items";
import type { Failure } from "../../core/run/failure";
import { updateIf } from "./client";
import { loadsOf, OWNED, type Owner, owned } from "./loads";

/** Everything on record of one batch date of a table. */
export const loadsOfDate = ({ table, batch_date }: Pick<Load, "table" | "batch_date">): Promise<LoadItem[]> =>
  loadsOf(table, { from: batch_date, to: batch_date });

/**
 * Puts on record that the gate has accepted a part, with its facts (null: it has no rows). False if the load belongs to
 * another execution.
 */
export const recordChecked = (load: Load, owner: Owner, facts: ValidationFacts | null): Promise<boolean> =>
  updateIf(loadKey(load), { facts: facts ?? undefined }, { condition: OWNED, values: owned(owner) });

/** Marks a part as WAITING. False if the load belongs to another execution. */
export const recordWaiting = (load: Load, owner: Owner, waits_for: string): Promise<boolean> =>
  updateIf(loadKey(load), { status: "WAITING", waits_for }, { condition: OWNED, values: owned(owner) });

const SETTLED = { error: undefined, error_message: undefined, waits_for: undefined };
/** An execution that works on the part looks at its batch itself. */
const IDLE = {
  condition: "attribute_exists(pk) AND NOT #status IN (:claimed, :rejected)",
  values: { ":claimed": "CLAIMED", ":rejected": "REJECTED" },
};

/** Marks a part, or what closed the batch, as LOADED with the report of its batch, unless an execution works on it. */
export function recordPart(
  load: Parameters<typeof loadKey>[0],
  report: StagingReport,
  owner?: Owner,
): Promise<boolean> {
  const fields = { status: "LOADED", report, ...SETTLED };
  if (owner) return updateIf(loadKey(load), fields, { condition: OWNED, values: owned(owner) });
  return updateIf(loadKey(load), fields, IDLE);
}

/** Marks a part as WAITING whose rows are in staging no more, unless an execution works on it. */
export const recordReleasedPart = (load: Load, waits_for: string): Promise<boolean> =>
  updateIf(loadKey(load), { status: "WAITING", waits_for, report: undefined }, IDLE);

/** Marks a part as REJECTED that the staging job of its batch refused, whoever loaded it. */
export const recordRejectedPart = (load: Load, failure: Failure): Promise<boolean> =>
  updateIf(
    loadKey(load),
    { status: "REJECTED", ...failure, facts: undefined, waits_for: undefined },
    { condition: "attribute_exists(pk)" },
  );
