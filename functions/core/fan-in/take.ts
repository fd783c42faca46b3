import { BuildWaitError } from "./errors";
import type { RequestFact } from "./view";

/** Dates that a job run builds: its start takes a minute, and one transaction of 100 items records them, two for each. */
export const DATES_A_JOB_RUN = 49;

/** The job runs that so many dates of a mart take. */
export const jobRunsOf = (dates: readonly string[]): number => Math.ceil(dates.length / DATES_A_JOB_RUN);
/** A run looks so often whether its turn has come; with the pauses of "Wait for turn", most of a day. */
export const LOOKS = 250;

/** The ledger, as taking uses it. One execution at a time is the builder of a mart. */
export interface BuildLedger {
  /** the mart's requests for these dates, without those that were dropped */
  requestsOf(mart: string, batchDates: string[]): Promise<RequestFact[]>;
  allRequests(mart: string): Promise<RequestFact[]>;
  builder(mart: string): Promise<string | null>;
  /** a write on condition that the mart has no builder, or this execution, or `instead`; false when it has another */
  becomeBuilder(mart: string, executionArn: string, instead: string | null): Promise<boolean>;
  /** the mart has no builder any more, unless another execution is the builder by now */
  release(mart: string, executionArn: string): Promise<void>;
  /** a write on condition that the request is open: from now on it is BUILDING by this execution */
  take(mart: string, batchDate: string, executionArn: string): Promise<boolean>;
  isRunning(executionArn: string): Promise<boolean>;
}

export interface Turn {
  /** the dates that this execution builds now, ascending; none while another execution is the builder */
  batch_dates: string[];
  /** dates of which the mart is to have no state any more */
  withdrawn: string[];
  /** the dates asked for that are not decided yet */
  asked: string[];
  /** the requests that are decided, whoever built them */
  decided: RequestFact[];
}

export const isOpen = ({ status }: RequestFact): boolean => status === "REQUESTED" || status === "BUILDING";

/**
 * Takes every open request of the mart, whoever asked for it, unless another execution builds the mart. That one's dead
 * claims are taken over (docs/adr/0021-one-job-run-for-many-dates.md).
 * @throws BuildWaitError after LOOKS `looks`
 */
export async function takeTurn(
  mart: string,
  { asked, looks }: { asked: string[]; looks: number },
  executionArn: string,
  ledger: BuildLedger,
): Promise<Turn> {
  const found = await ledger.requestsOf(mart, asked);
  const open = found.filter(isOpen).map(({ batch_date }) => batch_date);
  const turn = { batch_dates: [], withdrawn: [], asked: open, decided: found.filter((each) => !isOpen(each)) };
  if (open.length === 0) {
    // A look that was cut off may have left this execution the builder, of dates that others have asked for.
    await ledger.release(mart, executionArn);
    return turn;
  }
  if (!(await isBuilder(mart, executionArn, ledger))) {
    if (looks >= LOOKS) throw new BuildWaitError(mart, open);
    return turn;
  }
  return { ...turn, ...(await takeAll(mart, executionArn, ledger)) };
}

async function isBuilder(mart: string, executionArn: string, ledger: BuildLedger): Promise<boolean> {
  if (await ledger.becomeBuilder(mart, executionArn, null)) return true;
  const other = await ledger.builder(mart);
  if (other !== null && (await ledger.isRunning(other))) return false;
  return ledger.becomeBuilder(mart, executionArn, other);
}

/** Only the builder takes and records, so that what another execution left BUILDING is open, too. */
async function takeAll(mart: string, executionArn: string, ledger: BuildLedger) {
  const requests = await ledger.allRequests(mart);
  const wanted = requests.filter(isOpen).toSorted(byDate).slice(0, DATES_A_JOB_RUN);
  const won = await Promise.all(wanted.map(({ batch_date }) => ledger.take(mart, batch_date, executionArn)));
  const taken = wanted.filter((_, index) => won[index]);
  if (taken.length === 0) await ledger.release(mart, executionArn);
  // A date that was withdrawn and came back has a request of its own.
  const back = new Set(requests.map(({ batch_date }) => batch_date));
  const withdrawn = new Set(
    taken.flatMap((request) => [...(request.withdrawn ?? [])]).filter((date) => !back.has(date)),
  );
  return { batch_dates: taken.map(({ batch_date }) => batch_date), withdrawn: [...withdrawn].sort() };
}

const byDate = (left: RequestFact, right: RequestFact) => (left.batch_date < right.batch_date ? -1 : 1);
