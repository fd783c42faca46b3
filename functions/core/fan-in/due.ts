import type { MartDefinition, MartInput } from "../documents";
import type { LedgerView } from "./view";

/** Batch dates for which an input has arrived: those of a table's committed loads, or of a mart's builds. */
export function arrivedDates(input: MartInput, view: LedgerView): string[] {
  if (input.table !== null) return view.table_dates[input.table] ?? [];
  const requests = view.requests[input.mart as string] ?? [];
  return requests.filter(({ status }) => status === "BUILT").map(({ batch_date }) => batch_date);
}

/** The inputs that a mart may wait for. The others are marts whose rows follow from their definitions: the job has them. */
export const arriving = ({ inputs }: MartDefinition): MartInput[] => inputs.filter(({ fixed }) => !fixed);

/**
 * The batch dates that `mart` is due for, ascending. A date is due if every `daily` input has arrived for it and every `any`
 * input has arrived for some date. A mart without daily inputs is due for every date of its inputs.
 */
export function dueDates(mart: MartDefinition, view: LedgerView): string[] {
  const arrived = arriving(mart).map((input) => ({ input, dates: new Set(arrivedDates(input, view)) }));
  if (arrived.some(({ dates }) => dates.size === 0)) return [];
  const daily = arrived.filter(({ input }) => input.cadence === "daily");
  const candidates = new Set((daily.length ? daily.slice(0, 1) : arrived).flatMap(({ dates }) => [...dates]));
  return [...candidates].filter((date) => daily.every(({ dates }) => dates.has(date))).sort();
}

/**
 * The state of the inputs as one number, which grows with every commit and every build of an input. Revisions are read after
 * dates, so that the commit behind every date that looks due is counted.
 */
export function revisionOf(mart: MartDefinition, view: LedgerView): number {
  const names = new Set(mart.inputs.map((input) => input.table ?? `mart:${input.mart}`));
  return [...names].reduce((sum, name) => sum + (view.revisions[name] ?? 0), 0);
}
