import { runCommand } from "../commands";
import type { MartInput, TableDefinition } from "../documents";
import { arrivedDates } from "./due";
import type { LedgerView, LoadFact } from "./view";

/** Files that `why` names; it counts the rest. */
const NAMED = 3;

/**
 * A sentence for each file of an input that came and is not in staging, newest first: rejected, held, failed, or still
 * being loaded. They are the files of `batchDate` and, where that is only the newest date that arrived, of later ones; of an
 * `any` input, the files since its latest load.
 */
export function setbacksOf(
  input: MartInput,
  table: TableDefinition,
  view: LedgerView,
  { batchDate, isAsked }: { batchDate: string | null; isAsked: boolean },
): string[] {
  const latest = arrivedDates(input, view).toSorted().at(-1) ?? "";
  const isMeant = ({ batch_date }: LoadFact) => {
    if (batchDate === null || (input.cadence === "any" && batch_date >= latest)) return true;
    return isAsked ? batch_date === batchDate : batch_date >= batchDate;
  };
  const loads = (view.loads[table.id] ?? []).toSorted(byTime);
  // What became of a batch is told of its parts.
  const files = loads.filter(({ key }) => !key.endsWith("/"));
  const open = files
    .filter((load) => isMeant(load) && isOpen(load, loads.slice(loads.indexOf(load) + 1), table))
    .reverse();
  const sentences = open.slice(0, NAMED).map(sentence);
  const rest = open.length - NAMED;
  return rest > 0 ? [...sentences, `And ${rest} more files of ${table.id}: sluice runs lists them.`] : sentences;
}

const byTime = (left: LoadFact, right: LoadFact) => left.loaded_at.localeCompare(right.loaded_at);

/** Whether nothing has taken the file's place: a later version of it, or the snapshot of that date under another key. */
function isOpen(load: LoadFact, later: LoadFact[], { feed }: TableDefinition): boolean {
  if (load.status === "LOADED" || load.status === "WITHDRAWN") return false;
  return !later.some(
    ({ key, batch_date, status }) =>
      key === load.key || (feed === "snapshot" && status === "LOADED" && batch_date === load.batch_date),
  );
}

const ENDS: Record<string, string> = {
  CLAIMED: "is being loaded",
  REJECTED: "was rejected",
  HELD: "is held until somebody decides",
  FAILED: "failed to load",
  WAITING: "waits",
};

function sentence({ key, loaded_at, status, error, error_message, waits_for }: LoadFact): string {
  const end = `${key} came at ${loaded_at.replace(".000Z", "Z")} and ${ENDS[status] ?? `is ${status}`}`;
  if (status === "CLAIMED") return `${end}.`;
  if (status === "WAITING") return `${end}: ${waits_for ?? "its snapshot is not complete."}`;
  const reason = `${error ?? "no error"}: ${error_message ?? "no reason is on record."}`;
  // A rejected file is to be corrected, which its reason says; a hold ends with its own commands.
  const again = status === "FAILED" && !reason.includes("sluice run ") ? ` Load it again: ${runCommand({ key })}` : "";
  return `${end}: ${reason}${again}`;
}
