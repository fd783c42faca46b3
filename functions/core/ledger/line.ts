import type { Approval, Load } from "../documents";
import { compareLoads } from "./order";

/** Loads that a job run stages: its start takes a minute, and one transaction records them. */
export const LOADS_A_JOB_RUN = 50;
/** What they have together in raw, unless a single one has more: a job run is to end well within its time limit. */
export const BYTES_A_JOB_RUN = 1024 ** 3;

export type PlaceStatus = "WAITING" | "LOADING" | "LOADED" | "FAILED";

/** The place of a load in the line of its table, from the time it may be staged until its outcome is on record. */
export interface Place {
  /** the load of the execution that waits */
  load_id: string;
  table: string;
  /** what is to be staged: that load, the batch that it closes, or the file that takes its place */
  staged: Load;
  facts: object;
  approve: Approval[];
  /** the load itself where its rows are to go */
  withdraw: Load[];
  run_id: string;
  /** the `load_file` execution that waits */
  execution_arn: string;
  /** the S3 URI of the staging report */
  report: string;
  /** the task token that wakes the execution */
  token: string;
  status: PlaceStatus;
  /** the execution that loads it, or has loaded it */
  loaded_by?: string;
  error?: string;
  error_message?: string;
}

/** A load on its way to the line, from its claim until it has a place there, or an outcome. */
export interface Coming extends Pick<Place, "table" | "load_id" | "execution_arn"> {
  status: "COMING";
}

/** The ledger and Step Functions, as the line of a table uses them. One execution at a time is the loader of a table. */
export interface LineLedger {
  /** Writes the place, or only its token where this execution has it already. The place as it is on record then. */
  stand(place: Place): Promise<Place>;
  /** the place of that load; null where there is none */
  findPlace(table: string, loadId: string): Promise<Place | null>;
  line(table: string): Promise<Place[]>;
  coming(table: string): Promise<Coming[]>;
  loader(table: string): Promise<string | null>;
  /** a write on condition that the table has no loader, or this execution, or `instead`; false when it has another */
  becomeLoader(table: string, executionArn: string, instead: string | null): Promise<boolean>;
  /** the table has no loader any more; false when this execution was not the loader */
  release(table: string, executionArn: string): Promise<boolean>;
  /** a write on condition that the place is open and the same execution's: from now on it is LOADING by this one */
  take(place: Place, executionArn: string): Promise<boolean>;
  /** removes the place, also one that is COMING, unless another execution has it by now */
  leave(place: Pick<Place, "table" | "load_id" | "execution_arn">): Promise<void>;
  isRunning(executionArn: string): Promise<boolean>;
  /** hands the answer to the execution that waits; false when it does not wait with that token any more */
  wake(token: string, answer: Answer): Promise<boolean>;
}

/** What an execution that waits is told: what became of its load, or that it is to look again, at once or a little later. */
export interface Answer {
  status: PlaceStatus | "GATHERING";
  failure: { Error: string; Cause: string } | null;
}

/**
 * What an execution finds when it looks: the loads that it stages now, in order; none while another execution loads, or while
 * this one, the loader, is GATHERING: more loads are on their way.
 */
export interface LoadTurn extends Answer {
  places: Place[];
}

export const isInLine = ({ status }: Pick<Place, "status">): boolean => status === "WAITING" || status === "LOADING";

/**
 * Stands in line and looks whose turn it is: takes what waits, whoever brought it, unless another execution loads the
 * table. That one's dead claims are taken over (docs/adr/0029-one-job-run-for-many-loads.md). A loader that `mayGather` takes
 * nothing as long as a job run has room, and another load is on its way (docs/adr/0034-loads-together.md).
 */
export async function takeLoads(mine: Place, ledger: LineLedger, mayGather = false): Promise<LoadTurn> {
  const place = await ledger.stand(mine);
  if (!isInLine(place)) {
    // A look that was cut off may have left this execution the loader.
    await letGo(mine, ledger);
    return { ...answerOf(place), places: [] };
  }
  const waiting: LoadTurn = { status: "WAITING", failure: null, places: [] };
  if (!(await isLoader(mine, ledger))) return waiting;
  const now = await ledger.findPlace(mine.table, mine.load_id);
  if (now?.execution_arn !== mine.execution_arn || !isInLine(now)) {
    // The loader before has decided the place after it was read: this execution does not come back to load the others.
    await letGo(mine, ledger);
    return now?.execution_arn === mine.execution_arn ? { ...answerOf(now), places: [] } : waiting;
  }
  if (mayGather && (await hasMoreToCome(mine.table, ledger))) return { ...waiting, status: "GATHERING" };
  const places = await takeAll(mine, ledger);
  return places.length > 0 ? { ...waiting, status: "LOADING", places } : waiting;
}

/** Whoever looked while this execution was the loader waits. */
async function letGo({ table, execution_arn: me }: Place, ledger: LineLedger): Promise<void> {
  if (await ledger.release(table, me)) await wakeFirst(await othersIn(table, me, ledger), ledger);
}

const othersIn = async (table: string, me: string, ledger: LineLedger) =>
  (await ledger.line(table)).filter(({ execution_arn }) => execution_arn !== me);

async function isLoader({ table, execution_arn }: Place, ledger: LineLedger): Promise<boolean> {
  if (await ledger.becomeLoader(table, execution_arn, null)) return true;
  const other = await ledger.loader(table);
  if (other !== null && (await ledger.isRunning(other))) return false;
  return ledger.becomeLoader(table, execution_arn, other);
}

async function hasMoreToCome(table: string, ledger: LineLedger): Promise<boolean> {
  const coming = await ledger.coming(table);
  if (coming.length === 0) return false;
  const line = (await ledger.line(table)).filter(isInLine);
  if (line.length >= LOADS_A_JOB_RUN || bounded(line).length < line.length) return false;
  for (const each of coming) {
    if (await ledger.isRunning(each.execution_arn)) return true;
    await ledger.leave(each);
  }
  return false;
}

/** Only the loader takes and records, so that what another execution left LOADING is open, too. */
async function takeAll(mine: Place, ledger: LineLedger): Promise<Place[]> {
  const { table, execution_arn: me } = mine;
  const wanted = bounded((await ledger.line(table)).filter(isInLine).toSorted(byLoad));
  const taken = await Promise.all(
    wanted.map(async (place) => {
      // Whoever stopped the execution did not want the file: nobody would record it.
      if (place.execution_arn === me || (await ledger.isRunning(place.execution_arn))) return ledger.take(place, me);
      await ledger.leave(place);
      return false;
    }),
  );
  const places = wanted.filter((_, index) => taken[index]);
  if (places.length === 0) await letGo(mine, ledger);
  return places;
}

/** The first places of the line, as many as a job run stages. */
function bounded(line: Place[]): Place[] {
  let bytes = 0;
  const isWithin = ({ staged }: Place, index: number) => {
    bytes += staged.size;
    return index === 0 || (index < LOADS_A_JOB_RUN && bytes <= BYTES_A_JOB_RUN);
  };
  const end = line.findIndex((place, index) => !isWithin(place, index));
  return end === -1 ? line : line.slice(0, end);
}

const byLoad = (left: Place, right: Place) => compareLoads(left.staged, right.staged);

/**
 * After this execution has recorded a job run and is the loader no more: tells each execution what became of its load,
 * and lets the first one that still waits look again. A second call changes nothing.
 */
export async function wakeOthers(table: string, me: string, ledger: LineLedger): Promise<void> {
  // Read after the record: whoever stands in line later finds no loader.
  const line = await othersIn(table, me, ledger);
  const decided = line.filter((place) => !isInLine(place) && place.loaded_by === me);
  await Promise.all([wakeFirst(line, ledger), ...decided.map((place) => ledger.wake(place.token, answerOf(place)))]);
}

async function wakeFirst(line: Place[], ledger: LineLedger): Promise<void> {
  for (const { token } of line.filter(isInLine).toSorted(byLoad))
    if (await ledger.wake(token, { status: "WAITING", failure: null })) return;
}

/** What is told of a place. */
export const answerOf = ({ status, error, error_message }: Place): Answer => ({
  status,
  failure: status === "FAILED" ? { Error: error ?? "UnknownError", Cause: error_message ?? "" } : null,
});
