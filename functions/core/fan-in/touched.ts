import type { Definitions, MartDefinition } from "../documents";
import type { LedgerView } from "./view";

/** What changed in this run: a table loaded for a date, or a load of it `withdrawn`; or a mart built for a date. */
export type Touched = ({ table: string } | { mart: string }) & { batch_date: string; withdrawn?: true };

/**
 * The same, with every mart that reads a table whose load was withdrawn, directly or through other marts: what it built
 * for that date may be due no more.
 */
export function withDependents({ marts }: Definitions, touched: Touched[]): Touched[] {
  const all = [...touched];
  for (const each of all.filter(({ withdrawn }) => withdrawn)) {
    const names = new Set<string>(["table" in each ? each.table : each.mart]);
    for (const mart of Object.values(marts).toSorted((left, right) => left.level - right.level)) {
      if (!mart.inputs.some(({ table, mart: id }) => names.has((table ?? id) as string))) continue;
      names.add(mart.id);
      all.push({ mart: mart.id, batch_date: each.batch_date, withdrawn: true });
    }
  }
  return all;
}

/** The dates of withdrawn loads that a mart is not due for, while it is due for others: their states are dropped. */
export function goneDates(due: string[], touched: { batch_date: string; withdrawn?: true }[]): string[] {
  if (due.length === 0) return [];
  const dates = touched.filter(({ withdrawn }) => withdrawn).map(({ batch_date }) => batch_date);
  return [...new Set(dates)].filter((date) => !due.includes(date)).sort();
}

/** Without any due date, what is served goes on being so until it is built again, which leaves it without these rows. */
export function emptiedDates(
  { id }: MartDefinition,
  view: LedgerView,
  touched: { batch_date: string; withdrawn?: true }[],
) {
  const asked = new Set(view.requests[id]?.map(({ batch_date }) => batch_date));
  return touched
    .filter(({ withdrawn, batch_date }) => withdrawn && asked.has(batch_date))
    .map((each) => each.batch_date);
}
