import { runCommand } from "../commands";
import type { Load } from "../documents";
import { SnapshotPartError } from "./errors";
import type { LoadItem } from "./items";

/** The part of the ledger that knows which file name speaks for a batch date of a snapshot. */
export interface FirstNames {
  /** Puts `key` on record, on condition that `instead` is there (null: nothing). The name that is on record then. */
  take(load: Load, instead: string | null): Promise<string>;
  loadsOfDate(load: Load): Promise<LoadItem[]>;
}

/** A file of that status is still to be decided upon; a rejected file is no snapshot, so that another may take its place. */
const OPEN: Partial<Record<LoadItem["status"], string>> = {
  CLAIMED: "is being loaded",
  HELD: "is held until somebody decides",
  FAILED: "failed to load",
};

/**
 * Holds a file that the gate has accepted, if another name was the first of its batch date and is not loaded yet: loaded
 * now, it would decide what becomes of that one. Where a file is loaded, the staging job compares with that one.
 * @throws SnapshotPartError
 */
export async function requireFirstName(load: Load, isApproved: boolean, ledger: FirstNames): Promise<void> {
  const first = await ledger.take(load, null);
  if (first === load.key) return;
  const loads = await ledger.loadsOfDate(load);
  const open = loads.find(({ key, status }) => key === first && OPEN[status] !== undefined);
  if (!isApproved && open && !loads.some(({ committed }) => committed)) {
    throw new SnapshotPartError(sentence(load, first, OPEN[open.status] as string));
  }
  await ledger.take(load, first);
}

const sentence = ({ table, key, batch_date }: Load, first: string, end: string) =>
  `${table}: ${key} is a second file of the snapshot of ${batch_date}, under another name than ${first}, which ${end}. If the files are parts of one snapshot, declare "another_file": {"parts": {...}} in table.json; if it corrects the first, send it again under that name; if it is to take the place of the first, approve it: ${runCommand({ key, approve_replacement: true })}`;
