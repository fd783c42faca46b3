import { runCommand } from "../commands";
import type { Definitions, MartDefinition, MartInput } from "../documents";
import { auditWarnings } from "./audits";
import { arrivedDates, arriving, dueDates } from "./due";
import { fixedSentence, lastRequest } from "./fixed";
import { waitingRows } from "./late";
import { setbacksOf } from "./setbacks";
import type { LedgerView, RequestFact } from "./view";

export interface InputExplanation {
  name: string;
  cadence: "daily" | "any";
  /** whether it has arrived for the batch date; with the cadence `any`, whether it has ever arrived */
  arrived: boolean;
  latest: string | null;
}

export interface MartExplanation {
  mart: string;
  /** the date asked for, else the newest date of any input; null if no input has arrived yet */
  batch_date: string | null;
  state: "WAITING" | "DUE" | RequestFact["status"];
  inputs: InputExplanation[];
  waiting_for: string[];
  never_arrived: string[];
  /** one sentence for a person */
  message: string;
}

/**
 * With a sentence each: the files that came and are not in staging, the rows that wait for dimension members, and the
 * tests that warn.
 */
export type MartAccount = MartExplanation & { notes: string[] };

/**
 * Why a mart is, or is not yet, built for a batch date (null: the newest of its inputs). `sluice why` shows it.
 * @throws {RangeError} for a mart that is not defined
 */
export function explainMart(
  id: string,
  definitions: Definitions,
  view: LedgerView,
  batchDate: string | null,
): MartAccount {
  const mart = definitions.marts[id];
  if (mart) {
    const explanation = explain(mart, view, batchDate);
    const asked = { batchDate: explanation.batch_date, isAsked: batchDate !== null };
    const ofServed = [...rollbackNotes(mart, view), ...waitingNotes(mart, view), ...warningNotes(mart, view)];
    return { ...explanation, notes: [...setbackNotes(mart, definitions, view, asked), ...ofServed] };
  }
  const known = Object.keys(definitions.marts).sort().join(", ") || "none";
  throw new RangeError(
    `There is no mart ${id}, expected one of ${known}: describe it in glue/marts/${id}/ and deploy.`,
  );
}

export function explain(mart: MartDefinition, view: LedgerView, asked: string | null): MartExplanation {
  if (mart.fixed !== null) return explainFixed(mart, mart.fixed, view, asked);
  const all = arriving(mart)
    .flatMap((input) => arrivedDates(input, view))
    .sort();
  const batch_date = asked ?? all.at(-1) ?? null;
  const inputs = mart.inputs.map((input) => explainInput(input, view, batch_date));
  const waiting_for = inputs.filter(({ arrived }) => !arrived).map(({ name }) => name);
  const never_arrived = inputs.filter(({ arrived, latest }) => !arrived && latest === null).map(({ name }) => name);
  const state = stateOf(mart, view, batch_date);
  const facts = { mart: mart.id, batch_date, state, inputs, waiting_for, never_arrived };
  return { ...facts, message: sentence(facts, view) };
}

/** Of a mart that reads nothing that arrives. */
function explainFixed(mart: MartDefinition, fixed: string, view: LedgerView, asked: string | null): MartExplanation {
  const last = lastRequest(mart, view);
  const batch_date = asked ?? last?.batch_date ?? null;
  const state = last?.definition === fixed ? last.status : "DUE";
  const inputs = mart.inputs.map((input) => explainInput(input, view, batch_date));
  const message = fixedSentence(mart.id, state, last);
  return { mart: mart.id, batch_date, state, inputs, waiting_for: [], never_arrived: [], message };
}

function setbackNotes(
  { inputs }: MartDefinition,
  { tables }: Definitions,
  view: LedgerView,
  asked: { batchDate: string | null; isAsked: boolean },
): string[] {
  const notes = inputs.flatMap((input) => {
    const table = input.table === null ? undefined : tables[input.table];
    return table ? setbacksOf(input, table, view, asked) : [];
  });
  return [...new Set(notes)];
}

/** Of the state that is served. */
function waitingNotes(mart: MartDefinition, view: LedgerView): string[] {
  const served = builtDates(mart.id, view).at(-1);
  const waiting = served === undefined ? [] : (waitingRows(mart, view, served) ?? []);
  const repair =
    mart.repair === "on_arrival"
      ? "the file that brings the member repairs them"
      : 'the next batch date that is built repairs them, since mart.json says "repair": "with_next_load"';
  return waiting.map(({ dimension, rows }) => {
    const found = `${mart.id} of ${served} has ${rows} ${rows === 1 ? "row" : "rows"} whose ${dimension}`;
    const fixed = mart.inputs.find((input) => input.fixed && input.name === inputOf(mart, dimension));
    if (fixed) return `${found} is not in ${fixed.name} ("unknown"): extend glue/marts/${fixed.mart}/ and deploy.`;
    return `${found} has not arrived ("unknown"): ${repair}.`;
  });
}

const inputOf = (mart: MartDefinition, dimension: string) =>
  mart.dimensions.find(({ name }) => name === dimension)?.input;

/** Of the newest state that is not served because of a rollback. */
function rollbackNotes({ id }: MartDefinition, view: LedgerView): string[] {
  const last = view.requests[id]?.findLast(({ status }) => status === "ROLLED_BACK");
  if (!last) return [];
  const { batch_date, rolled_back_by: run } = last;
  return [
    `The run ${run} rolled ${id} back from ${batch_date}. To serve that again as it was: sluice rollback ${id} --to ${batch_date}`,
  ];
}

/** Of the state that is served. */
function warningNotes({ id }: MartDefinition, view: LedgerView): string[] {
  const served = builtDates(id, view).at(-1);
  const request = view.requests[id]?.find(({ batch_date }) => batch_date === served);
  return auditWarnings(request?.report ?? {}).map((warning) => `${id} of ${served}: ${warning}`);
}

const builtDates = (mart: string, view: LedgerView): string[] =>
  (view.requests[mart] ?? [])
    .filter(({ status }) => status === "BUILT")
    .map(({ batch_date }) => batch_date)
    .sort();

function explainInput(input: MartInput, view: LedgerView, batchDate: string | null): InputExplanation {
  const dates = arrivedDates(input, view).toSorted();
  const isThere = input.cadence === "any" ? dates.length > 0 : batchDate !== null && dates.includes(batchDate);
  const arrived = input.fixed || isThere;
  return { name: input.table ?? `mart.${input.mart}`, cadence: input.cadence, arrived, latest: dates.at(-1) ?? null };
}

function stateOf(mart: MartDefinition, view: LedgerView, batchDate: string | null): MartExplanation["state"] {
  const request = view.requests[mart.id]?.find(({ batch_date }) => batch_date === batchDate);
  if (request) return request.status;
  return batchDate && dueDates(mart, view).includes(batchDate) ? "DUE" : "WAITING";
}

const SENTENCES: Record<MartExplanation["state"], (date: string) => string> = {
  WAITING: (date) => `is not due for ${date}`,
  DUE: (date) => `is due for ${date}, and no run has asked for it yet`,
  REQUESTED: (date) => `is to be built for ${date} by the next job run`,
  BUILDING: (date) => `is being built for ${date}`,
  BUILT: (date) => `is built for ${date}`,
  FAILED: (date) => `failed to build for ${date}`,
  ROLLED_BACK: (date) => `is rolled back from ${date}`,
};

/** What to do; it comes last, so that the command can be copied to the end of the line. */
const NEXT: Partial<Record<MartExplanation["state"], string>> = {
  DUE: "Load another file, or",
  FAILED: "See sluice runs for the reason, then",
  ROLLED_BACK: "The next file of its inputs builds it again, or",
};

function sentence(
  { mart, batch_date, state, inputs, waiting_for }: Omit<MartExplanation, "message">,
  view: LedgerView,
): string {
  if (batch_date === null) return `${mart} waits for the first load of ${list(waiting_for)}.`;
  const missing = inputs
    .filter(({ arrived }) => !arrived)
    .map(({ name, cadence, latest }) => {
      const last = latest === null ? "never loaded" : `last loaded for ${latest}`;
      return cadence === "daily" ? `${name} of ${batch_date} (${last})` : `the first load of ${name}`;
    });
  const wait = missing.length ? `: it waits for ${list(missing)}` : "";
  const built = builtDates(mart, view);
  const serving = state === "BUILT" || built.length === 0 ? "" : ` It serves ${built.at(-1)}.`;
  return `${mart} ${SENTENCES[state](batch_date)}${wait}.${serving}${NEXT[state] ? ` ${NEXT[state]}: ${runCommand({ marts: [mart], batch_date })}` : ""}`;
}

/** A mart may read several relations of one table. */
const list = (names: string[]) => [...new Set(names)].join(" and ");
