import type { Definitions, MartDefinition } from "../documents";
import { dueDates } from "./due";
import { type Candidate, candidates, levelsFrom, martsInQuestion, type Requested, touchedInputs } from "./plan";
import { isOpen } from "./take";
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
  isRunning(executionArn: string): Promise<boolean>;
}

export interface MartPlan {
  /** the dependency level of these marts */
  level: number;
  /** the dates that this execution has asked for; `withdrawn`: those of which a mart is to have no state any more */
  builds: { mart: string; batch_dates: string[]; withdrawn?: string[] }[];
  /** dates that others have asked for or built: if they ended before the marts that read them, this execution builds those */
  touched: Touched[];
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
  const lost: Touched[] = [];
  let last = level;
  for (last of levelsFrom(definitions, level)) {
    const touched = withDependents(definitions, [...direct, ...lost]);
    const asked = await requestLevel(
      martsInQuestion(definitions, last, touched, requested),
      touched,
      requested,
      executionArn,
      ledger,
    );
    lost.push(...asked.flatMap(({ lost }) => lost));
    const builds = asked.flatMap(({ build }) => (build.batch_dates.length > 0 ? [build] : []));
    if (builds.length > 0) return { level: last, builds, touched: lost };
  }
  return { level: last, builds: [], touched: lost };
}

interface Asked {
  build: MartPlan["builds"][number];
  lost: Touched[];
}

async function requestLevel(
  marts: MartDefinition[],
  touched: Touched[],
  requested: Requested[],
  executionArn: string,
  ledger: FanInLedger,
): Promise<Asked[]> {
  if (marts.length === 0) return [];
  const view = await ledger.view(marts);
  return Promise.all(
    marts.map(async (mart) => {
      const withdrawn = goneDates(dueDates(mart, view), touchedInputs(mart, touched));
      await Promise.all(withdrawn.map((date) => ledger.drop(mart.id, date)));
      const wanted = candidates(mart, view, touched, requested);
      const won = await Promise.all(
        wanted.map(async (candidate) => {
          const instead = await deadRequester(candidate, view, executionArn, ledger);
          return ledger.request({ ...candidate, withdrawn, ...(instead ? { instead } : {}) }, executionArn);
        }),
      );
      const dates = (isWon: boolean) =>
        wanted.filter((_, index) => won[index] === isWon).map(({ batch_date }) => batch_date);
      return {
        build: { mart: mart.id, batch_dates: dates(true), ...(withdrawn.length > 0 ? { withdrawn } : {}) },
        lost: dates(false).map((batch_date) => ({ mart: mart.id, batch_date })),
      };
    }),
  );
}

/** Whoever has asked for this state of the inputs, and ended before it was built; nobody else would build it. */
async function deadRequester(
  { mart, batch_date, revision, force }: Candidate,
  view: LedgerView,
  executionArn: string,
  ledger: FanInLedger,
): Promise<string | null> {
  const found = view.requests[mart]?.find((request) => request.batch_date === batch_date);
  if (!found || force || !isOpen(found) || found.revision < revision || found.requested_by === executionArn)
    return null;
  return (await ledger.isRunning(found.requested_by)) ? null : found.requested_by;
}

/** Whether marts of a higher level read what this run touched or builds now, or were requested. */
export function mayFollow(
  definitions: Definitions,
  { level, builds, touched: lost }: MartPlan,
  touched: Touched[],
  requested: Requested[],
): boolean {
  const built = builds.flatMap(({ mart, batch_dates }) => batch_dates.map((batch_date) => ({ mart, batch_date })));
  const all = withDependents(definitions, [...touched, ...lost, ...built]);
  return levelsFrom(definitions, level + 1).some(
    (higher) => martsInQuestion(definitions, higher, all, requested).length > 0,
  );
}
