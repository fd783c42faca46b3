import { runCommand } from "../commands";
import type { Definitions, TableDefinition } from "../documents";
import { parseKey, partsOf, tableOf } from "../keys";
import { type LoadItem, loadOf } from "../ledger/items";
import { compareLoads } from "../ledger/order";
import { InvalidInputError } from "./errors";
import type { Trigger } from "./input";
import { type Names, planTables, requireFitting, touchedBy } from "./plan";
import { NOTHING, type RunPlan } from "./plan-run";

type Withdrawal = Extract<Trigger, { type: "withdraw" }>;

/**
 * Plans the withdrawal of the versions of a file: oldest first, so that what takes the place of the last is none of them.
 * Of a feed of changes, the loads that share changes with them follow, to be staged again.
 * @throws InvalidInputError; UnknownTableError, MalformedKeyError or ReservedKeyError for a key of no table
 */
export async function planWithdrawal(
  { key, version_id, approve }: Withdrawal,
  definitions: Definitions,
  loadsOf: (table: string) => Promise<LoadItem[]>,
  names: Names,
): Promise<RunPlan> {
  const table = ownerOf(key, definitions);
  const all = await loadsOf(table.id);
  const isMeant = (load: LoadItem) => load.key === key && (version_id === null || load.version_id === version_id);
  if (partsOf(table) && !key.endsWith("/") && all.some((load) => isMeant(load) && (load.report ?? load.committed)))
    refusePart(key, table.id);
  const withdrawn = all.filter((load) => isMeant(load) && mayHaveRows(load));
  if (withdrawn.length === 0) throw new InvalidInputError(nothingSentence(key, version_id));
  const again = sharers(table, all, withdrawn);
  const plan = (items: LoadItem[], force: boolean) =>
    planTables(items.map(loadOf), definitions, names, { force, restore: false, withdraw: !force, approve });
  const files = [...plan(withdrawn, false), ...plan(again, true)].flatMap((each) => each.files);
  const touched = touchedBy(withdrawn).map((each) => ({ ...each, withdrawn: true as const }));
  return {
    ...NOTHING,
    tables: requireFitting([{ table: table.id, files }]),
    touched: [...touched, ...touchedBy(again)],
    key,
  };
}

/** The table of a file, or of a folder of parts. */
function ownerOf(key: string, definitions: Definitions): TableDefinition {
  const owner = tableOf(key, definitions);
  return owner && partsOf(owner) && key.endsWith("/") ? owner : parseKey(key, definitions).table;
}

/** Without one of its parts a snapshot would be neither as it was nor complete. */
function refusePart(key: string, id: string): never {
  const folder = runCommand({ withdraw: key.slice(0, key.lastIndexOf("/") + 1) });
  throw new InvalidInputError(
    `${key} is a part of a snapshot of ${id} (another_file in table.json), which cannot be withdrawn alone; nothing was started. Send the corrected part again under its name, or withdraw the whole snapshot: ${folder}`,
  );
}

/** A load that failed may have committed its rows before; one that is held has none, and is closed by this. */
const mayHaveRows = ({ status, committed }: LoadItem) => committed || status !== "REJECTED";

/** The loads that come after one of `withdrawn` and have some of its changes too: the first of them is to own these. */
function sharers({ feed }: TableDefinition, all: LoadItem[], withdrawn: LoadItem[]): LoadItem[] {
  if (feed !== "changes") return [];
  const ids = new Set(withdrawn.map(({ load_id }) => load_id));
  const named = new Set(withdrawn.flatMap(sharedBy));
  const shares = (load: LoadItem) =>
    [load.load_id, ANY].some((id) => named.has(id)) || sharedBy(load).some((id) => id === ANY || ids.has(id));
  const comesAfter = (load: LoadItem) =>
    ORDERS_OF_OWNERS.some((order) => withdrawn.some((gone) => order(load) > order(gone)));
  return all
    .filter((load) => load.committed && !ids.has(load.load_id) && comesAfter(load) && shares(load))
    .toSorted(compareLoads);
}

const sharedBy = ({ shares_with }: LoadItem) => [...(shares_with ?? [])];

/** More loads than a staging report names (glue/etl/feeds/changes.py). */
const ANY = "*";

/** A change belongs to the first load that has it (glue/etl/feeds/merge.py): by batch date, in older logs by arrival. */
const ORDERS_OF_OWNERS = [
  ({ batch_date, loaded_at, load_id }: LoadItem) => `${batch_date} ${loaded_at} ${load_id}`,
  ({ loaded_at, load_id }: LoadItem) => `${loaded_at} ${load_id}`,
];

function nothingSentence(key: string, version_id: string | null): string {
  const what = version_id === null ? key : `the version ${version_id} of ${key}`;
  return `No load of ${what} is on record that may have rows in staging; nothing was started. sluice runs lists the files that came.`;
}
