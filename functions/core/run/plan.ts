import type { Approval, Definitions, Load } from "../documents";
import { batchDate, loadId, parseKey, type Role, roleOf } from "../keys";
import { compareLoads } from "../ledger/order";
import { definitionNames } from "../names";
import { InvalidInputError } from "./errors";

/** One version of one raw object, as S3 describes it. */
export type RawObject = Omit<Load, "load_id" | "table" | "batch_date">;

/** The parts of this deployment's names that the environment gives. */
export interface Names {
  /** `<service>-<stage>` */
  prefix: string;
  staging_bucket: string;
}

/** The input of one `load_file` execution. */
export interface FileInput {
  load: Load;
  job: string;
  crawler: string;
  /** the run report goes below this S3 URI */
  reports: string;
  /** whether to load a file again that is already loaded */
  force: boolean;
  /** whether to load a file again that was withdrawn: only where a person names it */
  restore: boolean;
  /** whether to take the file and its rows out of staging */
  withdraw: boolean;
  /** what a person lets the staging job do that it would hold otherwise */
  approve: Approval[];
  role: Role;
  /** whether the snapshot of parts may be closed by this file: of several files of a date, only by the last */
  may_close: boolean;
}

export interface TableFiles {
  table: string;
  files: FileInput[];
}

/** Step Functions passes at most 256 KiB between states; the run id and the state's envelope need the rest. */
const MAX_PLAN_BYTES = 200 * 1024;

/**
 * The load of a raw object. S3 gives LastModified in whole seconds in some responses and in milliseconds in others, so
 * whole seconds are the same for an event and a replay.
 * @throws ReservedKeyError, MalformedKeyError, UnknownTableError
 */
export function toLoad(object: RawObject, definitions: Definitions): Load {
  const parsed = parseKey(object.key, definitions);
  const loaded_at = `${object.loaded_at.slice(0, 19)}.000Z`;
  return {
    load_id: loadId(object),
    table: parsed.table.id,
    ...object,
    loaded_at,
    batch_date: batchDate(parsed, loaded_at),
  };
}

export type FileOptions = Pick<FileInput, "force" | "restore" | "withdraw" | "approve">;

/** The loads of each table, in the order of `compareLoads`. */
export function planTables(
  loads: Load[],
  definitions: Definitions,
  { prefix, staging_bucket }: Names,
  options: FileOptions,
): TableFiles[] {
  const names = definitionNames(prefix);
  const tables = groupByTable(loads.toSorted(compareLoads));
  return [...tables].map(([table, ofTable]) => {
    const name = definitions.tables[table]?.name as string;
    const [job, crawler] = [names.stagingJob(name), names.crawler(name)];
    const files = ofTable.map((load, at) => {
      const reports = `s3://${staging_bucket}/_reports/${name}/${load.load_id}/`;
      const role = roleOf(load.key, load.size, definitions) ?? "file";
      const may_close = ofTable[at + 1]?.batch_date !== load.batch_date;
      return { load, job, crawler, reports, role, may_close, ...options };
    });
    return { table, files };
  });
}

/** @throws InvalidInputError if the files are too many for one execution */
export function requireFitting(plan: TableFiles[]): TableFiles[] {
  const files = plan.reduce((sum, table) => sum + table.files.length, 0);
  const bytes = Buffer.byteLength(JSON.stringify(plan));
  if (bytes > MAX_PLAN_BYTES) {
    const fit = Math.floor((files * MAX_PLAN_BYTES) / bytes);
    throw new InvalidInputError(
      `${files} files are more than one run can carry (about ${fit}); nothing was started. Give fewer tables, or a shorter time with from and to.`,
    );
  }
  return plan;
}

function groupByTable(loads: Load[]): Map<string, Load[]> {
  const tables = new Map<string, Load[]>();
  for (const load of loads) tables.set(load.table, [...(tables.get(load.table) ?? []), load]);
  return tables;
}

/** A batch date of a table; `withdrawn` where a load of it was to go. */
export interface TouchedTable {
  table: string;
  batch_date: string;
  withdrawn?: true;
}

/** Each table and batch date that these loads touch, once. */
export function touchedBy(loads: Load[]): TouchedTable[] {
  const touched = new Map(loads.map(({ table, batch_date }) => [`${table} ${batch_date}`, { table, batch_date }]));
  return [...touched.values()];
}
