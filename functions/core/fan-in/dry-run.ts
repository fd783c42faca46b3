import type { Definitions } from "../documents";
import { candidates, levelsFrom, martsInQuestion, type Requested } from "./plan";
import type { Touched } from "./touched";
import type { LedgerView } from "./view";

export interface Build {
  mart: string;
  batch_dates: string[];
}

/**
 * The builds that a run by hand would ask for, level by level, as if each build went well. `view` has all marts.
 * @throws MartNotDueError
 */
export function dryRun(definitions: Definitions, view: LedgerView, requested: Requested[]): Build[] {
  const builds: Build[] = [];
  const touched: Touched[] = [];
  let seen = view;
  for (const level of levelsFrom(definitions, 0)) {
    for (const mart of martsInQuestion(definitions, level, touched, requested)) {
      const batch_dates = candidates(mart, seen, touched, requested).map(({ batch_date }) => batch_date);
      if (batch_dates.length === 0) continue;
      builds.push({ mart: mart.id, batch_dates });
      seen = withBuilt(seen, mart.id, batch_dates);
    }
    const ofLevel = builds.filter(({ mart }) => definitions.marts[mart]?.level === level);
    touched.push(
      ...ofLevel.flatMap(({ mart, batch_dates }) => batch_dates.map((batch_date) => ({ mart, batch_date }))),
    );
  }
  return builds;
}

function withBuilt(view: LedgerView, mart: string, batchDates: string[]): LedgerView {
  const others = (view.requests[mart] ?? []).filter(({ batch_date }) => !batchDates.includes(batch_date));
  const built = batchDates.map((batch_date) => ({
    batch_date,
    revision: 0,
    status: "BUILT" as const,
    requested_by: "",
  }));
  return { ...view, requests: { ...view.requests, [mart]: [...others, ...built] } };
}
