import type { Definitions, MartDefinition, MartInput } from "../documents";
import { dueDates, revisionOf } from "./due";
import { MartNotDueError } from "./errors";
import { explain } from "./explain";
import { fixedCandidates } from "./fixed";
import { repairs } from "./late";
import { emptiedDates, goneDates, type Touched } from "./touched";
import type { LedgerView } from "./view";

/**
 * A manual request; null means the latest date that is due. If it is not `required`, it is dropped when the inputs have
 * no data.
 */
export interface Requested {
  mart: string;
  batch_date: string | null;
  required: boolean;
  /** in place of the latest date, all that are due from this day to that */
  from?: string;
  to?: string;
}

export interface Candidate {
  mart: string;
  batch_date: string;
  revision: number;
  /** whether to build whatever the ledger says, as for a manual request */
  force: boolean;
  /** of a mart that reads nothing that arrives: the definition that is built */
  definition?: string;
  /** the execution whose request for the same state of the inputs this one takes over: it ended before the build */
  instead?: string;
  /** dates of which the mart is to have no state any more once this one is built */
  withdrawn?: string[];
}

/** The dependency levels of the marts from `level` on, ascending. */
export function levelsFrom(definitions: Definitions, level: number): number[] {
  const levels = new Set(Object.values(definitions.marts).map((mart) => mart.level));
  return [...levels].filter((each) => each >= level).sort((left, right) => left - right);
}

/**
 * The marts of `level` that were requested or have an input that this run touched; only their inputs need to be read. Marts
 * that read nothing that arrives are looked at by every run: their definitions may have changed.
 */
export function martsInQuestion(
  definitions: Definitions,
  level: number,
  touched: Touched[],
  requested: Requested[],
): MartDefinition[] {
  return Object.values(definitions.marts).filter(
    (mart) =>
      mart.level === level &&
      (mart.fixed !== null ||
        requested.some(({ mart: id }) => id === mart.id) ||
        touchedInputs(mart, touched).length > 0),
  );
}

/**
 * The builds of `mart` that this run requests. They are the touched dates that are due, and the latest due date in four cases:
 * some touched date is not newer than it, or an input's definition changed, so that a correction reaches the rows that are
 * served; it was never built, as after the first load of an `any` input; a newer date repairs it (late.ts); a load was withdrawn.
 * @throws MartNotDueError for a required request whose inputs have no data
 */
export function candidates(
  mart: MartDefinition,
  view: LedgerView,
  touched: Touched[],
  requested: Requested[],
): Candidate[] {
  if (mart.fixed !== null) return fixedCandidates(mart, mart.fixed, view, touched, requested);
  const due = dueDates(mart, view);
  const revision = revisionOf(mart, view);
  const manual = requested
    .filter(({ mart: id }) => id === mart.id)
    .flatMap((request) => manualDates(mart, view, due, request));
  const inputs = touchedInputs(mart, touched);
  const force = goneDates(due, inputs).length > 0;
  const automatic = automaticDates(mart, view, due, inputs).filter((date) => !manual.includes(date));
  return [
    ...manual.map((batch_date) => ({ mart: mart.id, batch_date, revision, force: true })),
    ...automatic.map((batch_date) => ({ mart: mart.id, batch_date, revision, force })),
  ].sort((left, right) => (left.batch_date < right.batch_date ? -1 : 1));
}

interface TouchedInput {
  input: MartInput;
  batch_date: string;
  withdrawn?: true;
}

export function touchedInputs(mart: MartDefinition, touched: Touched[]): TouchedInput[] {
  return touched.flatMap((each) =>
    mart.inputs
      .filter((input) => ("table" in each ? input.table === each.table : input.mart === each.mart))
      .map((input) => ({ ...each, input })),
  );
}

function automaticDates(mart: MartDefinition, view: LedgerView, due: string[], touched: TouchedInput[]): string[] {
  const latest = due.at(-1);
  if (latest === undefined) return emptiedDates(mart, view, touched);
  if (touched.length === 0) return [];
  const arrived = touched.filter(({ input }) => !input.fixed);
  const dates = new Set(arrived.map(({ batch_date }) => batch_date).filter((date) => due.includes(date)));
  const request = view.requests[mart.id]?.find(({ batch_date }) => batch_date === latest);
  const unbuilt = !request || request.status === "FAILED";
  const changes = ({ input, batch_date, withdrawn }: TouchedInput) =>
    withdrawn || input.fixed || batch_date <= latest || repairs(mart, input, view, latest);
  if (unbuilt || touched.some(changes)) dates.add(latest);
  return [...dates];
}

function manualDates(mart: MartDefinition, view: LedgerView, due: string[], request: Requested): string[] {
  const { from, to } = request;
  if (from !== undefined && to !== undefined) {
    const dates = due.filter((date) => date >= from && date <= to);
    if (dates.length > 0 || !request.required) return dates;
    throw new MartNotDueError(
      `${mart.id} is due for no batch date from ${from} to ${to}: sluice gaps ${mart.id} says what each waits for.`,
    );
  }
  const date = request.batch_date ?? due.at(-1);
  const { never_arrived, message } = explain(mart, view, date ?? null);
  if (date !== undefined && never_arrived.length === 0) return [date];
  if (request.required) throw new MartNotDueError(message);
  return [];
}
