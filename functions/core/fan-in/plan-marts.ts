import type { Definitions, MartDefinition } from "../documents";
import { dueDates } from "./due";
import { type Candidate, candidates, levelsFrom, martsInQuestion, type Requested, touchedInputs } from "./plan";
import { goneDates, type Touched, withDependents } from "./touched";
import type { LedgerView } from "./view";

/** The ledger, as planning uses it. */
export interface FanInLedger {
  /** reads these marts and their inputs, strongly consistent and dates before revisions */
  view(marts: MartDefinition[]): Promise<LedgerView>;
  /** a conditional write; false when another execution has asked for the same state of the inputs */
  request(candidate: Candidate, requestedBy: string): Promise<boolean>;
  /** forgets the request of a date for which the mart is due no more */
  drop(mart: string, batchDate: string): Promise<void>;
}

export interface MartPlan {
  /** the dependency level of these builds */
  level: number;
  /** `withdrawn`: dates of which a mart is to have no state any more */
  builds: { mart: string; batch_dates: string[]; withdrawn?: string[] }[];
}

/**
 * Requests the due marts of the first level, from `level` on, on which this execution wins a build.
 * Asking again for the same execution gives the same answer: a retry builds what its first attempt won.
 */
export async function planMarts(
  definitions: Definitions,
  { level, touched: direct, requested }: { level: number; touched: Touched[]; requested: Requested[] },
  executionArn: string,
  ledger: FanInLedger,
): Promise<MartPlan> {
  const touched = withDependents(definitions, direct);
  let last = level;
  for (last of levelsFrom(definitions, level)) {
    const builds = await requestLevel(
      martsInQuestion(definitions, last, touched, requested),
      touched,
      requested,
      executionArn,
      ledger,
    );
    if (builds.length > 0) return { level: last, builds };
  }
  return { level: last, builds: [] };
}

async function requestLevel(
  marts: MartDefinition[],
  touched: Touched[],
  requested: Requested[],
  executionArn: string,
  ledger: FanInLedger,
): Promise<MartPlan["builds"]> {
  if (marts.length === 0) return [];
  const view = await ledger.view(marts);
  const builds = await Promise.all(
    marts.map(async (mart) => {
      const withdrawn = goneDates(dueDates(mart, view), touchedInputs(mart, touched));
      await Promise.all(withdrawn.map((date) => ledger.drop(mart.id, date)));
      const wanted = candidates(mart, view, touched, requested);
      const won = await Promise.all(wanted.map((candidate) => ledger.request(candidate, executionArn)));
      return {
        mart: mart.id,
        batch_dates: wanted.filter((_, index) => won[index]).map(({ batch_date }) => batch_date),
        ...(withdrawn.length > 0 ? { withdrawn } : {}),
      };
    }),
  );
  return builds.filter(({ batch_dates }) => batch_dates.length > 0);
}
