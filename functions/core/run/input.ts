import { type Approval, type Definitions, type RunInput, VOCABULARY } from "../documents";
import { calendarDate } from "../keys/dates";
import { InvalidInputError } from "./errors";

/** The start of a run: by a file that landed, or by a person. */
export type Trigger =
  | { type: "event"; bucket: string; key: string; version_id: string | null; sequencer: string }
  | { type: "replay"; tables: string[]; from: string | null; to: string | null; approve: Approval[] }
  | { type: "key"; key: string; approve: Approval[] }
  | { type: "withdraw"; key: string; version_id: string | null; approve: Approval[] }
  | ({ type: "marts"; marts: string[]; required: boolean } & ForDates)
  | { type: "rollback"; mart: string; to: string | null };

/** One batch date (null: the latest), or all that are due from one day to another. */
export type ForDates =
  | { batch_date: string | null; from?: undefined; to?: undefined }
  | { batch_date: null; from: string; to: string };

/** What a run of files or marts starts by. */
export type LoadOrBuild = Exclude<Trigger, { type: "withdraw" | "rollback" }>;

const FORMS =
  'an S3 "Object Created" event, {} (rebuild every mart), {"tables": [...], "from": "YYYY-MM-DD", "to": "YYYY-MM-DD"}, ' +
  '{"key": "..."}, {"withdraw": "..."}, {"marts": [...], "batch_date": "YYYY-MM-DD"}, {"marts": [...], "from": "YYYY-MM-DD", "to": "YYYY-MM-DD"} or {"rollback": "...", "to": "YYYY-MM-DD"}; "approve_deletes", "approve_replacement" and "approve_date": true may go with tables or key, "version_id" and "approve_deletes": true with withdraw';

type Fields = Record<string, unknown>;
const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function refuse(problem: string): never {
  throw new InvalidInputError(`${problem}; nothing was started. Expected ${FORMS}.`);
}

const APPROVE_FIELDS = {
  deletes: "approve_deletes",
  replacement: "approve_replacement",
  date: "approve_date",
} as const satisfies Record<Approval, keyof RunInput>;

/** The fields that each kind of input may have; schemas/meta/run_input.schema.json says the same. */
const COMPANIONS = {
  tables: ["tables", "from", "to", ...Object.values(APPROVE_FIELDS)],
  key: ["key", ...Object.values(APPROVE_FIELDS)],
  withdraw: ["withdraw", "version_id", APPROVE_FIELDS.deletes],
  marts: ["marts", "batch_date", "from", "to"],
  rollback: ["rollback", "to"],
} as const;
type Kind = keyof typeof COMPANIONS;

/**
 * Reads the input of the pipeline.
 * @throws InvalidInputError, whose message names the wrong field and every allowed form
 */
export function parseTrigger(input: unknown, definitions: Definitions): Trigger {
  if (!isObject(input)) return refuse(`The input is ${describe(input)}, expected an object`);
  if ("detail-type" in input || "detail" in input) return parseEvent(input);
  if (Object.keys(input).length === 0) {
    return { type: "marts", marts: Object.keys(definitions.marts), batch_date: null, required: false };
  }
  const kinds = (Object.keys(COMPANIONS) as Kind[]).filter((field) => field in input);
  const kind = kinds[0];
  if (kind === undefined)
    return refuse(
      `The input has none of the fields tables, key, withdraw, marts and rollback, but ${Object.keys(input).join(", ")}`,
    );
  const stranger = Object.keys(input).find((field) => !(COMPANIONS[kind] as readonly string[]).includes(field));
  if (stranger !== undefined) refuse(`The field ${stranger} does not go with ${kind}`);
  return FORM[kind](input, definitions);
}

const FORM: Record<Kind, (input: Fields, definitions: Definitions) => Trigger> = {
  tables(input, { tables }) {
    const [from, to] = [date(input, "from"), date(input, "to")];
    if (from !== null && to !== null && from > to) refuse(`The field from is ${from}, which is after to, ${to}`);
    const approve = approvals(input);
    return { type: "replay", tables: names(input, "tables", Object.keys(tables)), from, to, approve };
  },
  key(input) {
    return { type: "key", key: text(input, "key", "the key of a raw object"), approve: approvals(input) };
  },
  withdraw(input) {
    const key = text(input, "withdraw", "the key of a raw object");
    const version_id = input.version_id === undefined ? null : text(input, "version_id", "a version of the object");
    return { type: "withdraw", key, version_id, approve: approvals(input) };
  },
  marts(input, { marts }) {
    const wanted = names(input, "marts", Object.keys(marts));
    return { type: "marts", marts: wanted, required: true, ...forDates(input, wanted) };
  },
  rollback(input, { marts }) {
    const mart = text(input, "rollback", "the name of a mart");
    if (!Object.hasOwn(marts, mart)) refuseUnknown("rollback", mart, Object.keys(marts));
    return { type: "rollback", mart, to: date(input, "to") };
  },
};

/** States that one run builds by hand: each is a part of its history, which Step Functions ends at 25,000 events. */
const MAX_STATES = 1000;

function forDates(input: Fields, marts: string[]): ForDates {
  const [batch_date, from, to] = [date(input, "batch_date"), date(input, "from"), date(input, "to")];
  if (from === null && to === null) return { batch_date };
  if (batch_date !== null) return refuse("The field batch_date does not go with from and to");
  if (from === null || to === null)
    return refuse(`The field ${from === null ? "from" : "to"} is missing, expected both from and to with marts`);
  if (from > to) refuse(`The field from is ${from}, which is after to, ${to}`);
  const days = 1 + (Date.parse(to) - Date.parse(from)) / 86_400_000;
  if (days * marts.length > MAX_STATES)
    refuse(
      `${days} days of ${marts.length === 1 ? "1 mart" : `${marts.length} marts`} may be more than the ${MAX_STATES} states that a run builds: give it a shorter time, or fewer marts`,
    );
  return { batch_date: null, from, to };
}

function parseEvent(event: Fields): Trigger {
  const detail = isObject(event.detail) ? event.detail : {};
  const bucket = isObject(detail.bucket) ? detail.bucket.name : undefined;
  const object = isObject(detail.object) ? detail.object : {};
  if (event["detail-type"] !== "Object Created")
    refuse(`The event's detail-type is ${describe(event["detail-type"])}, expected "Object Created"`);
  if (typeof bucket !== "string") return refuse("The event has no detail.bucket.name");
  if (typeof object.key !== "string") return refuse("The event has no detail.object.key");
  const { key, sequencer } = object;
  const version = object["version-id"];
  return {
    type: "event",
    bucket,
    key,
    version_id: typeof version === "string" && version !== "" && version !== "null" ? version : null,
    sequencer: typeof sequencer === "string" ? sequencer : "",
  };
}

function names(input: Fields, field: "tables" | "marts", known: string[]): string[] {
  const value = input[field];
  if (!Array.isArray(value) || value.length === 0)
    return refuse(`The field ${field} is ${describe(value)}, expected a list of names`);
  const unknown = value.find((name) => !known.includes(name));
  if (unknown !== undefined) refuseUnknown(field, unknown, known);
  return [...new Set(value as string[])];
}

function refuseUnknown(field: string, unknown: unknown, known: string[]): never {
  const expected = known.sort().join(", ") || "none, for none is defined";
  return refuse(`The field ${field} names ${describe(unknown)}, expected some of ${expected}`);
}

function text(input: Fields, field: "key" | "withdraw" | "version_id" | "rollback", expected: string): string {
  const value = input[field];
  if (typeof value !== "string" || value === "")
    return refuse(`The field ${field} is ${describe(value)}, expected ${expected}`);
  return value;
}

function date(input: Fields, field: "from" | "to" | "batch_date"): string | null {
  const value = input[field];
  if (value === undefined) return null;
  if (typeof value !== "string" || calendarDate(value) !== value)
    return refuse(`The field ${field} is ${describe(value)}, expected a day as YYYY-MM-DD`);
  return value;
}

function approvals(input: Fields): Approval[] {
  return VOCABULARY.approval.filter((approval) => flag(input, APPROVE_FIELDS[approval]));
}

function flag(input: Fields, field: string): boolean {
  const value = input[field] ?? false;
  if (typeof value !== "boolean") return refuse(`The field ${field} is ${describe(value)}, expected true or false`);
  return value;
}

const describe = (value: unknown) => (value === undefined ? "missing" : JSON.stringify(value).slice(0, 100));
