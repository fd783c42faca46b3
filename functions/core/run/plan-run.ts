import type { Definitions, Load } from "../documents";
import { SluiceError } from "../errors";
import type { Requested } from "../fan-in";
import {
  ignoredReason,
  isOfParts,
  MalformedKeyError,
  partsOf,
  ReservedKeyError,
  roleOf,
  tableOf,
  UnknownTableError,
} from "../keys";
import { ObjectNotFoundError } from "./errors";
import type { LoadOrBuild } from "./input";
import {
  type Names,
  planTables,
  type RawObject,
  requireFitting,
  type TableFiles,
  type TouchedTable,
  toLoad,
  touchedBy,
} from "./plan";

/** The raw bucket, as planning a run uses it. */
export interface RawBucket {
  name: string;
  find(version: { bucket: string; key: string; version_id: string | null }, sequencer: string): Promise<RawObject>;
  list(prefix: string): Promise<RawObject[]>;
}

export interface RunPlan {
  tables: TableFiles[];
  touched: TouchedTable[];
  requested: Requested[];
  /** the mart of which another state is to be served; null for a run that loads or builds */
  rollback: Rollback | null;
  key: string | null;
  /** why the object of an event is ignored, or how many objects a replay left out and why; else null */
  ignored: string | null;
}

export interface Rollback {
  mart: string;
  job: string;
  /** the batch date of the state, or `previous` */
  to: string;
  /** the S3 URI of the job's report */
  report: string;
}

/** The loads of a plan, as the ledger keeps them with the run. */
export const loadsOf = ({ tables }: RunPlan) =>
  tables.flatMap(({ files }) =>
    files.map(({ load: { load_id, table, key, batch_date } }) => ({ load_id, table, key, batch_date })),
  );

const STRAYS = [ReservedKeyError, MalformedKeyError, UnknownTableError] as const;
type Stray = InstanceType<(typeof STRAYS)[number]>;
const isStray = (error: unknown): error is Stray => STRAYS.some((type) => error instanceof type);

/** An object that belongs to no table: its table is unknown, or its key is malformed or reserved. */
export class StrayObjectError extends SluiceError {
  override readonly name = "StrayObjectError";

  constructor(
    readonly object: RawObject,
    override readonly cause: Stray,
  ) {
    super(cause.message);
  }
}

export const NOTHING: RunPlan = { tables: [], touched: [], requested: [], rollback: null, key: null, ignored: null };

/**
 * Plans what a run loads and builds. A replay leaves stray objects out: each had a run of its own when it landed.
 * @throws InvalidInputError, ObjectNotFoundError; StrayObjectError for an object that belongs to no table
 */
export async function planRun(
  trigger: LoadOrBuild,
  definitions: Definitions,
  raw: RawBucket,
  names: Names,
): Promise<RunPlan> {
  if (trigger.type === "marts") {
    const { marts, required, batch_date, from, to } = trigger;
    const dates = from === undefined ? {} : { from, to };
    const requested = marts.map((mart) => ({ mart, batch_date, required, ...dates }));
    return { ...NOTHING, requested };
  }
  const key = trigger.type === "replay" ? null : trigger.key;
  const objects = await objectsOf(trigger, raw, definitions);
  const isIgnored = ({ key, size }: RawObject) => roleOf(key, size, definitions) === null;
  const wanted = trigger.type === "replay" ? newestParts(objects, definitions) : objects;
  const planned = wanted.filter((object) => !isIgnored(object)).map((object) => loadOf(object, definitions));
  const strays = planned.filter((each) => each instanceof StrayObjectError);
  if (key !== null && strays[0]) throw strays[0];
  const ignored =
    key === null
      ? leftOut(strays)
      : (objects.filter(isIgnored).map((object) => ignoredReason(object.key, object.size))[0] ?? null);
  const loads = planned.flatMap((each) =>
    each instanceof StrayObjectError || !isBetween(each, trigger) ? [] : [each],
  );
  const options = {
    force: trigger.type !== "event",
    restore: trigger.type === "key",
    withdraw: false,
    approve: trigger.type === "event" ? [] : trigger.approve,
  };
  return {
    ...NOTHING,
    tables: requireFitting(planTables(loads, definitions, names, options)),
    touched: touchedBy(loads),
    key,
    ignored,
  };
}

/** All objects; of parts of a snapshot the newest versions only, which S3 lists first. */
function newestParts(objects: RawObject[], definitions: Definitions): RawObject[] {
  const seen = new Set<string>();
  return objects.filter(({ key, size }) => {
    const isOld = seen.has(key) && isOfParts(roleOf(key, size, definitions));
    seen.add(key);
    return !isOld;
  });
}

type LoadTrigger = Exclude<LoadOrBuild, { type: "marts" }>;

async function objectsOf(trigger: LoadTrigger, raw: RawBucket, definitions: Definitions): Promise<RawObject[]> {
  if (trigger.type === "replay")
    return (await Promise.all(trigger.tables.map((table) => raw.list(`${table}/`)))).flat();
  if (trigger.key.endsWith("/")) return [await newestIn(trigger.key, raw, definitions)];
  const version = trigger.type === "event" ? trigger : { bucket: raw.name, key: trigger.key, version_id: null };
  const { bucket, key, version_id } = version;
  return [await raw.find({ bucket, key, version_id }, trigger.type === "event" ? trigger.sequencer : "")];
}

/** The file of a folder of parts that S3 received last: it looks at all of them again. @throws ObjectNotFoundError */
async function newestIn(folder: string, raw: RawBucket, definitions: Definitions): Promise<RawObject> {
  const table = tableOf(folder, definitions);
  const isPart = ({ key, size }: RawObject) => isOfParts(roleOf(key, size, definitions));
  const found = table && partsOf(table) ? newestParts(await raw.list(folder), definitions).filter(isPart) : [];
  const newest = found.toSorted((left, right) => left.loaded_at.localeCompare(right.loaded_at)).at(-1);
  if (newest) return newest;
  throw new ObjectNotFoundError(
    `s3://${raw.name}/${folder} is no folder with parts of a snapshot: give the key of a file.`,
  );
}

function loadOf(object: RawObject, definitions: Definitions): Load | StrayObjectError {
  try {
    return toLoad(object, definitions);
  } catch (error) {
    if (isStray(error)) return new StrayObjectError(object, error);
    throw error;
  }
}

/** The sentence about the stray objects of a replay, for the ledger; null if there are none. */
function leftOut(strays: StrayObjectError[]): string | null {
  const first = strays[0]?.message;
  if (first === undefined) return null;
  if (strays.length === 1) return `1 object was left out because of its key. ${first}`;
  return `${strays.length} objects were left out because of their keys, the first of these: ${first}`;
}

function isBetween({ batch_date }: Load, trigger: LoadTrigger): boolean {
  if (trigger.type !== "replay") return true;
  return batch_date >= (trigger.from ?? "") && batch_date <= (trigger.to ?? "9999-12-31");
}
