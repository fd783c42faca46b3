import type { Load, StagingReport } from "../../core/documents";
import {
  type DateItem,
  dateKey,
  type LoadItem,
  type LoadStatus,
  loadKey,
  shapeKey,
  tableStateKey,
} from "../../core/ledger/items";
import type { Failure } from "../../core/run/failure";
import { getItem, queryItems, startingWith, update, updateAllIf, updateIf } from "./client";

/** Each lost write of a batch date means that another load of it was recorded. */
const ROUNDS = 10;

/** The `load_file` execution that works on a load. */
export interface Owner {
  execution_arn: string;
  run_id: string;
}

export const findLoad = (load: Parameters<typeof loadKey>[0]) => getItem<LoadItem>(loadKey(load));

/** Marks the load as CLAIMED by `owner`, provided that its item is still as it was `found` (null: there was none). */
export function claimLoad(load: Load, owner: Owner, found: LoadItem | null): Promise<boolean> {
  const told = { error: undefined, error_message: undefined, withdrawn_at: undefined, waits_for: undefined };
  const fields = { ...load, ...owner, status: "CLAIMED", ...told };
  if (!found) return updateIf(loadKey(load), fields, { condition: "attribute_not_exists(pk)" });
  return updateIf(loadKey(load), fields, {
    condition: "#status = :found_status AND #execution_arn = :found_arn",
    values: { ":found_status": found.status, ":found_arn": found.execution_arn },
  });
}

export const OWNED = "#execution_arn = :owner AND #status = :claimed";
export const owned = ({ execution_arn }: Owner) => ({ ":owner": execution_arn, ":claimed": "CLAIMED" });

/**
 * Marks the load as LOADED and its batch date as live, and raises the table's revision, in one transaction. A second call for
 * the same execution changes nothing.
 * @returns false if the load belongs to another execution
 */
export async function recordLoaded(load: Load, owner: Owner, report: StagingReport): Promise<boolean> {
  const fields = { status: "LOADED", committed: true, report, error: undefined, error_message: undefined };
  const loaded = update(loadKey(load), fields, { add: sharing(report), condition: OWNED, values: owned(owner) });
  if (await updateAllIf(loaded, liveDate(load), raised(load))) return true;
  const found = await findLoad(load);
  return found?.status === "LOADED" && found.execution_arn === owner.execution_arn;
}

const liveDate = ({ table, batch_date }: Load) =>
  update(dateKey({ table, batch_date }), { batch_date, live: true }, { add: { revision: 1 } });

/** `dated` counts the transactions that have written the item of their batch date, too. */
const raised = ({ table }: Load) => update(tableStateKey(table), {}, { add: { revision: 1, dated: 1 } });

/** DynamoDB has no empty sets. */
const sharing = ({ shared_with = [] }: StagingReport): Record<string, Set<string>> =>
  shared_with.length > 0 ? { shares_with: new Set(shared_with) } : {};

/**
 * Marks `load` as WITHDRAWN and `heir`, the file that has its place now, as LOADED, and raises the table's revision, in one
 * transaction. A second call for the same execution changes nothing.
 * @returns false if one of them belongs to another execution
 */
export async function recordWithdrawn(
  load: Load,
  heir: Load | null,
  owner: Owner,
  report: StagingReport,
  withdrawnAt: string,
): Promise<boolean> {
  const gone = { status: "WITHDRAWN", committed: false, withdrawn_at: withdrawnAt, report: undefined };
  const back = { status: "LOADED", committed: true, report };
  const mine = { condition: OWNED, values: owned(owner) };
  const updates = [update(loadKey(load), gone, mine), ...(heir ? [update(loadKey(heir), back, mine)] : [])];
  for (let round = 0; round < ROUNDS; round += 1) {
    if (await updateAllIf(...updates, await dateWithout(load, heir), raised(load))) return true;
    const found = await findLoad(load);
    const isMine = found?.execution_arn === owner.execution_arn;
    if (!isMine || found?.status !== "CLAIMED") return isMine && found?.status === "WITHDRAWN";
  }
  return false;
}

/** The item of the batch date once `load` is gone, on condition that no other load has changed it meanwhile. */
async function dateWithout(load: Load, heir: Load | null): Promise<ReturnType<typeof update>> {
  const key = dateKey(load);
  const found = await getItem<DateItem>(key);
  const others = await loadsOf(load.table, { from: load.batch_date, to: load.batch_date });
  const live = heir !== null || others.some(({ load_id, committed }) => committed && load_id !== load.load_id);
  const as = found
    ? { condition: "#revision = :found", values: { ":found": found.revision } }
    : { condition: "attribute_not_exists(pk)" };
  return update(key, { batch_date: load.batch_date, live }, { add: { revision: 1 }, ...as });
}

/** Gives up the claim of a file that was to take the place of another: it is loaded, as it was. */
export const releaseLoad = (load: Load, owner: Owner): Promise<boolean> =>
  updateIf(loadKey(load), { status: "LOADED" }, { condition: OWNED, values: owned(owner) });

/**
 * Marks the load as REJECTED, HELD or FAILED, unless it belongs to another execution or is LOADED: a failure never overwrites
 * a success.
 */
export function recordLoadFailure(
  load: Load,
  owner: Owner,
  status: Exclude<LoadStatus, "CLAIMED" | "LOADED" | "WAITING" | "WITHDRAWN">,
  failure: Failure,
): Promise<boolean> {
  return updateIf(loadKey(load), { status, ...failure }, { condition: OWNED, values: owned(owner) });
}

export const isShapeKnown = async (table: string, shape: string) => (await getItem(shapeKey(table, shape))) !== null;

/** Records the first successful crawl of a shape; `crawledAt` is ISO 8601. */
export const recordShape = (table: string, shape: string, crawledAt: string) =>
  updateIf(shapeKey(table, shape), { crawled_at: crawledAt }, { condition: "attribute_not_exists(pk)" });

/** Loads of a table, by batch date, both ends included (YYYY-MM-DD; null: open). */
export function loadsOf(
  table: string,
  { from = null, to = null }: { from?: string | null; to?: string | null } = {},
): Promise<LoadItem[]> {
  return queryItems<LoadItem>({ pk: `table#${table}`, from: `load#${from ?? ""}`, to: `load#${to ?? ""}~` });
}

/**
 * Batch dates that have a committed load, ascending. A ledger whose first loads are older than the items of batch dates
 * tells less of them than there were transactions; its loads are read then.
 */
export async function committedDates(table: string): Promise<string[]> {
  const { revision = 0, dated = 0 }: Partial<TableState> = await tableState(table);
  if (dated < revision) {
    const loads = (await loadsOf(table)).filter(({ committed }) => committed);
    return [...new Set(loads.map(({ batch_date }) => batch_date))];
  }
  const dates = await queryItems<DateItem>({ pk: `table#${table}`, ...startingWith("date#") });
  return dates.filter(({ live }) => live).map(({ batch_date }) => batch_date);
}

interface TableState {
  revision: number;
  /** the transactions that have written the item of their batch date, too */
  dated?: number;
}

/** The table's revision, which grows with every load that is recorded as LOADED; 0 before the first. */
export async function tableState(table: string): Promise<TableState> {
  return (await getItem<TableState>(tableStateKey(table))) ?? { revision: 0 };
}
