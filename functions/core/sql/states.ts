import { AsOfError } from "./as-of";

/** Batch date -> the snapshot of the state that a mart showed for it. */
export type States = ReadonlyMap<string, string>;

/** The batch date whose state a tag of a mart names, as etl.marts.run makes it; null for other branches and tags. */
function dateOfState(ref: string): string | null {
  const [, ...parts] = /^batch_date_(\d{4})_(\d{2})_(\d{2})$/.exec(ref) ?? [];
  return parts.length > 0 ? parts.join("-") : null;
}

/** The states of a mart, by the `name` and `snapshot_id` of its branches and tags. */
export function statesOf(refs: readonly (string | null)[][]): States {
  const found = refs.flatMap(([name, snapshot]) => {
    const date = dateOfState(name ?? "");
    return date && snapshot ? [[date, snapshot] as const] : [];
  });
  return new Map(found.sort());
}

/**
 * The snapshot of a mart as of `batchDate`. A mart that reads nothing that arrives is the same on every date.
 * @throws AsOfError with the nearest dates that have a state
 */
export function snapshotAsOf(mart: string, states: States, batchDate: string, isFixed: boolean): string {
  const snapshot = states.get(batchDate);
  if (snapshot !== undefined) return snapshot;
  const dates = [...states.keys()];
  const before = dates.findLast((date) => date < batchDate);
  const after = dates.find((date) => date > batchDate);
  const near = [before, after].filter((date) => date !== undefined);
  if (isFixed && near[0]) return states.get(near[0]) as string;
  const nearest =
    near.length === 0
      ? "it has none of any date"
      : `${near.length > 1 ? "the nearest are" : "the nearest is"} ${near.join(" and ")}`;
  throw new AsOfError(
    `mart.${mart} has no state of the batch date ${batchDate}: ${nearest}. sluice why ${mart} --date ${batchDate} says why.`,
  );
}

/** @throws AsOfError for a change log that has no row yet on that date */
export function requireBegun(log: string, first: string | null, batchDate: string): void {
  if (first !== null && first <= batchDate) return;
  const begins = first === null ? "it has no rows at all" : `its first batch date is ${first}`;
  throw new AsOfError(`staging.${log} has no row of the batch date ${batchDate} or before: ${begins}.`);
}
