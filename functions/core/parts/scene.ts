import type { Load, Parts } from "../documents";
import { isCloser, nameOf } from "../keys";
import type { LoadItem } from "../ledger/items";

/** The files of one batch date of a table whose snapshots come in parts, as one of them sees them when it arrives. */
export interface Scene {
  parts: Parts;
  /** the file that arrives */
  load: Load;
  /** the newest version of every file of the date in raw */
  present: Load[];
  /** everything on record of the date */
  items: LoadItem[];
  /** the names that the manifest lists; null where there is none */
  listed: string[] | null;
  /** milliseconds since the epoch */
  now: number;
  /** whether a person lets the snapshot be complete as it is */
  approved: boolean;
}

/** The files of the date that may be parts; those without a byte count, and have no rows; those that were withdrawn do not. */
export const filesOf = ({ present, parts, items }: Scene): Load[] =>
  present.filter(({ key, load_id }) => {
    const isWithdrawn = items.some((item) => item.load_id === load_id && item.status === "WITHDRAWN");
    return !isCloser(key, parts) && !isWithdrawn;
  });

/** The file by whose name the snapshot is closed, if it is there. */
export const named = ({ present }: Scene, name: string | null): Load | null =>
  present.find(({ key }) => nameOf(key) === name) ?? null;

export const isMine = ({ load }: Scene, { key }: Load): boolean => load.key === key;

/** Whether rows of a file of that name are in staging: a part has the report of its batch from then on. */
export const wasLoaded = ({ items }: Scene, { key }: Load): boolean =>
  items.some((item) => item.key === key && item.report !== undefined);

export const names = (loads: Load[]): string => loads.map(({ key }) => nameOf(key)).join(", ");
