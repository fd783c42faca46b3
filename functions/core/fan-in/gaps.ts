import { runCommand } from "../commands";
import type { Definitions, MartDefinition, MartInput } from "../documents";
import { arrivedDates, arriving, dueDates } from "./due";
import { setbacksOf } from "./setbacks";
import type { LedgerView, LoadFact, RequestFact } from "./view";

/** A file in raw, by the batch date that it speaks for. */
export interface RawFile {
  key: string;
  batch_date: string;
}

/** Days in a row for which a mart has no state, for the same reasons. */
export interface Gap {
  from: string;
  to: string;
  days: number;
  /** `no file of shop/orders`, `shop/orders is held`, `not built`, ... */
  reasons: string[];
  /** a sentence for each file that came and is not in staging, or for the build that failed */
  notes: string[];
}

export interface Gaps {
  mart: string;
  /** of the batch dates in question; null before the first file */
  from: string | null;
  to: string | null;
  states: number;
  gaps: Gap[];
}

/**
 * The batch dates between the first and the newest of a mart's daily inputs that it has no state of, and why. Without daily
 * inputs, the dates of its inputs are in question instead of every day. `raw` has the files of each table.
 */
export function gapsOf(
  mart: MartDefinition,
  definitions: Definitions,
  view: LedgerView,
  raw: Record<string, RawFile[]>,
): Gaps {
  const requests = view.requests[mart.id] ?? [];
  const built = new Set(requests.filter(({ status }) => status === "BUILT").map(({ batch_date }) => batch_date));
  const dates = datesInQuestion(mart, view, raw, [...built]);
  const account = new Account(mart, definitions, view, raw);
  const gaps: Gap[] = [];
  for (const [at, date] of dates.entries()) {
    if (built.has(date)) continue;
    const found = account.of(date);
    const last = gaps.at(-1);
    const goesOn = last?.to === dates[at - 1] && equal(last?.reasons, found.reasons) && found.notes.length === 0;
    if (last && goesOn && last.notes.length === 0) Object.assign(last, { to: date, days: last.days + 1 });
    else gaps.push({ from: date, to: date, days: 1, ...found });
  }
  return { mart: mart.id, from: dates[0] ?? null, to: dates.at(-1) ?? null, states: built.size, gaps };
}

const equal = (left: string[] = [], right: string[]) => left.join("\n") === right.join("\n");

function datesInQuestion(
  mart: MartDefinition,
  view: LedgerView,
  raw: Record<string, RawFile[]>,
  built: string[],
): string[] {
  const daily = arriving(mart).filter(({ cadence }) => cadence === "daily");
  const inputs = daily.length > 0 ? daily : arriving(mart);
  const seen = inputs.flatMap((input) => [
    ...arrivedDates(input, view),
    ...loadsOf(input, view).map(({ batch_date }) => batch_date),
    ...(raw[input.table ?? ""] ?? []).map(({ batch_date }) => batch_date),
  ]);
  const dates = [...new Set([...seen, ...built])].sort();
  const [first, last] = [dates[0], dates.at(-1)];
  return daily.length > 0 && first && last ? everyDay(first, last) : dates;
}

function everyDay(first: string, last: string): string[] {
  const days = [];
  for (let day = first; day <= last; day = dayAfter(day)) days.push(day);
  return days;
}

function dayAfter(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
}

const loadsOf = ({ table }: MartInput, view: LedgerView): LoadFact[] => view.loads[table ?? ""] ?? [];

type Reason = Pick<Gap, "reasons" | "notes">;

/** Why a mart has no state of a date. */
class Account {
  private readonly due: Set<string>;
  private readonly arrived: Map<MartInput, Set<string>>;

  constructor(
    private readonly mart: MartDefinition,
    private readonly definitions: Definitions,
    private readonly view: LedgerView,
    private readonly raw: Record<string, RawFile[]>,
  ) {
    this.due = new Set(dueDates(mart, view));
    this.arrived = new Map(arriving(mart).map((input) => [input, new Set(arrivedDates(input, view))]));
  }

  of(date: string): Reason {
    const request = this.view.requests[this.mart.id]?.find(({ batch_date }) => batch_date === date);
    if (request) return ofRequest(this.mart, request);
    if (this.due.has(date)) return { reasons: ["not built"], notes: [] };
    const missing = [...this.arrived].filter(([{ cadence }, dates]) =>
      cadence === "daily" ? !dates.has(date) : dates.size === 0,
    );
    const all = missing.map(([input]) => this.ofInput(input, date));
    const once = (texts: string[]) => [...new Set(texts)];
    return { reasons: once(all.flatMap(({ reasons }) => reasons)), notes: once(all.flatMap(({ notes }) => notes)) };
  }

  private ofInput(input: MartInput, date: string): Reason {
    const table = this.definitions.tables[input.table ?? ""];
    if (!table) return { reasons: [`mart.${input.mart} has no state`], notes: [] };
    const isMeant = ({ batch_date }: RawFile) => input.cadence === "any" || batch_date === date;
    const loads = loadsOf(input, this.view).filter(isMeant);
    const known = new Set(loads.map(({ key }) => key));
    const unread = (this.raw[table.id] ?? []).filter((file) => isMeant(file) && !known.has(file.key));
    const notes = [
      ...setbacksOf(input, table, this.view, { batchDate: date, isAsked: true }),
      ...unread.slice(0, NAMED).map(({ key }) => `${key} is in raw, and no run has loaded it: ${runCommand({ key })}`),
    ];
    const ends = [...new Set(loads.map(({ status }) => ENDS[status] ?? "is not loaded"))];
    if (unread.length > 0) ends.push("lies in raw unread");
    if (ends.length > 0) return { reasons: ends.map((end) => `${table.id} ${end}`), notes };
    return { reasons: [input.cadence === "any" ? `no file of ${table.id} ever` : `no file of ${table.id}`], notes };
  }
}

/** Unread files of one date that are named. */
const NAMED = 3;

const ENDS: Record<string, string> = {
  CLAIMED: "is being loaded",
  REJECTED: "was rejected",
  HELD: "is held",
  FAILED: "failed to load",
  WAITING: "waits for its other parts",
  WITHDRAWN: "was withdrawn",
};

function ofRequest({ id }: MartDefinition, { status, batch_date, error, error_message }: RequestFact): Reason {
  if (status !== "FAILED") return { reasons: [status === "ROLLED_BACK" ? "rolled back" : "being built"], notes: [] };
  const again = runCommand({ marts: [id], batch_date });
  const why = `${error ?? "no error"}: ${error_message ?? "no reason is on record."}`;
  return { reasons: ["the build failed"], notes: [`${id} of ${batch_date}: ${why} Build it again: ${again}`] };
}
