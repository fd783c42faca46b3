import { runCommand } from "../commands";
import type { Load, Part, Parts } from "../documents";
import { nameOf } from "../keys";
import { type LoadItem, loadOf } from "../ledger/items";
import { CLOSINGS } from "./closings";
import { filesOf, isMine, type Scene } from "./scene";

/** Whether the snapshot of a date is complete. */
export type Verdict =
  | { status: "COMPLETE"; parts: Part[]; closer: Load | null }
  | { status: "WAITING"; message: string }
  | { status: "QUIET"; seconds: number };

/**
 * Looks at all files of a date at the arrival of one. Each of them does so after it has been put on record as checked, so
 * that the last one sees all of them, in whatever order their events come.
 * @throws SnapshotPartError
 */
export function assess(scene: Scene): Verdict {
  const way = (Object.keys(CLOSINGS) as (keyof Parts)[]).find((each) => scene.parts[each] !== null) as keyof Parts;
  const { parts, missing, closer = null, quiet } = CLOSINGS[way](scene);
  if (quiet !== undefined) return { status: "QUIET", seconds: quiet };
  const withRows = parts.filter(({ size }) => size > 0);
  const checked = withRows.flatMap((part) => checkedPart(part, scene.items) ?? []);
  const open = withRows.filter((part) => !checked.some(({ load }) => load.load_id === part.load_id));
  const waits = [...missing, ...open.map((part) => sentenceOf(part, scene.items))];
  if (waits.length === 0 && checked.length > 0) return { status: "COMPLETE", parts: checked, closer };
  const reason = waits.length ? waits.join(" and ") : "a part with rows";
  return { status: "WAITING", message: `${placeOf(scene, checked.length)}: waits for ${reason}` };
}

/** A part that the gate has accepted, as it is on record. */
function checkedPart({ load_id }: Load, items: LoadItem[]): Part | null {
  const item = items.find((each) => each.load_id === load_id);
  if (!item?.facts || item.status === "REJECTED") return null;
  return { load: loadOf(item), facts: item.facts };
}

const ENDS = { HELD: "is held until somebody decides", FAILED: "failed to load" } as const;

function sentenceOf({ load_id, key, table, batch_date }: Load, items: LoadItem[]): string {
  const status = items.find((each) => each.load_id === load_id)?.status;
  if (status === "REJECTED") return `a correction of ${nameOf(key)}, which was rejected`;
  if (status === undefined || status === "CLAIMED") return `${nameOf(key)}, which is still to be checked`;
  const again = runCommand({ tables: [table], from: batch_date, to: batch_date });
  if (status === "HELD" || status === "FAILED") return `${nameOf(key)}, which ${ENDS[status]}`;
  return `${nameOf(key)}, which came before table.json had these parts and has to be checked again: ${again}`;
}

function placeOf(scene: Scene, checked: number): string {
  if (filesOf(scene).some((file) => isMine(scene, file))) return `part ${checked} of an open batch`;
  return `an open batch of ${checked} ${checked === 1 ? "part" : "parts"}`;
}
