import type { MartDefinition, MartInput } from "../documents";
import type { LedgerView } from "./view";

/** Batch dates for which an input has arrived: a table's committed loads, a mart's builds. */
export function arrivedDates(input: MartInput, view: LedgerView): string[] {
  if (input.table !== null) return view.table_dates[input.table] ?? [];
  const requests = view.requests[input.mart as string] ?? [];
  return requests.filter(({ status }) => status === "BUILT").map(({ batch_date }) => batch_date);
}

/**
 * Every batch date `mart` is due for, ascending: all `daily` inputs have arrived for it, all `any` inputs have arrived at
 * all. A mart without daily inputs is due for every date of any input.
 */
export function dueDates(mart: MartDefinition, view: LedgerView): string[] {
  const arrived = mart.inputs.map((input) => ({ input, dates: new Set(arrivedDates(input, view)) }));
  if (arrived.some(({ dates }) => dates.size === 0)) return [];
  const daily = arrived.filter(({ input }) => input.cadence === "daily");
  const candidates = new Set((daily.length ? daily.slice(0, 1) : arrived).flatMap(({ dates }) => [...dates]));
  return [...candidates].filter((date) => daily.every(({ dates }) => dates.has(date))).sort();
}

/**
 * The state of the inputs as one number that grows with every commit and every build of an input. It is read after the dates: a date
 * that looks due was committed by then, so its commit is counted in.
 */
export function revisionOf(mart: MartDefinition, view: LedgerView): number {
  const names = new Set(mart.inputs.map((input) => input.table ?? `mart:${input.mart}`));
  return [...names].reduce((sum, name) => sum + (view.revisions[name] ?? 0), 0);
}
