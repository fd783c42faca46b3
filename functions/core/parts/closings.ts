import { runCommand } from "../commands";
import type { Load, Parts } from "../documents";
import { SnapshotPartError } from "../ledger/errors";
import { filesOf, isMine, named, names, type Scene, wasLoaded } from "./scene";

/** What a way of closing says of a date. */
export interface Closing {
  /** the parts of the snapshot */
  parts: Load[];
  /** what is still to come before it is complete */
  missing: string[];
  /** the file that says so */
  closer?: Load | null;
  /** seconds after which to look again */
  quiet?: number;
}

/** The ways of closing, a row each. @throws SnapshotPartError for a file that nobody said is a part */
export const CLOSINGS: Record<keyof Parts, (scene: Scene) => Closing> = {
  success_file: bySuccessFile,
  count: byCount,
  manifest: byManifest,
  quiet_minutes: byQuiet,
};

/** The closer speaks for the files that were there when it was written, and for later versions of them. */
function bySuccessFile(scene: Scene): Closing {
  const { parts, load, items, approved } = scene;
  const files = filesOf(scene);
  const closer = named(scene, parts.success_file);
  if (!closer) return { parts: files, missing: [`${parts.success_file}`] };
  const isCovered = (file: Load) =>
    file.loaded_at <= closer.loaded_at ||
    wasLoaded(scene, file) ||
    items.some(({ key, loaded_at }) => key === file.key && loaded_at <= closer.loaded_at);
  const late = approved ? [] : files.filter((file) => !isCovered(file));
  if (late.some((file) => isMine(scene, file))) {
    const close = runCommand({ key: closer.key, approve_replacement: true });
    throw new SnapshotPartError(
      `${load.table}: ${load.key} came after ${closer.key}, which says that the snapshot of ${load.batch_date} is complete; nothing of it is loaded. If it is one more part, send ${closer.key} again when all are there; if it is none, withdraw it: ${runCommand({ withdraw: load.key })}; if the snapshot is complete with all that is there now, approve it: ${close}`,
    );
  }
  return {
    parts: files,
    closer,
    missing: late.length ? [`${names([closer])} again, since ${names(late)} came later`] : [],
  };
}

function byCount(scene: Scene): Closing {
  const { load, approved } = scene;
  const count = scene.parts.count as number;
  const files = filesOf(scene);
  const rest = count - files.length;
  if (rest < 0 && !approved && !files.every((file) => wasLoaded(scene, file))) {
    const date = load.batch_date;
    const again = runCommand({ key: load.key.slice(0, load.key.lastIndexOf("/") + 1) });
    throw new SnapshotPartError(
      `${load.table}: with ${load.key}, the snapshot of ${date} has ${files.length} files (${names(files)}), expected "count": ${count} of table.json. Withdraw what is no part (${runCommand({ withdraw: load.key })}), and look at the others again: ${again}; or correct the count and deploy; or, if all of them are parts of this snapshot, approve it: ${runCommand({ key: load.key, approve_replacement: true })}`,
    );
  }
  return { parts: files, missing: rest > 0 ? [`${rest} of ${count} parts`] : [] };
}

function byManifest(scene: Scene): Closing {
  const { parts, load, listed } = scene;
  const manifest = parts.manifest as string;
  const files = filesOf(scene);
  const closer = named(scene, manifest);
  if (!closer || !listed) return { parts: files, missing: [manifest] };
  const found = files.filter((file) => listed.includes(names([file])));
  if (files.some((file) => isMine(scene, file)) && !found.some((file) => isMine(scene, file))) {
    throw new SnapshotPartError(
      `${load.table}: ${load.key} is not among the ${listed.length} parts that ${closer.key} lists; nothing of it is loaded. If it is a part, send ${manifest} again with its name in it; if it is none, withdraw it: ${runCommand({ withdraw: load.key })}`,
    );
  }
  const missing = listed.filter((name) => !found.some((file) => names([file]) === name));
  return { parts: found, closer, missing: missing.map((name) => `${name}, which ${manifest} lists`) };
}

/** The newest file looks again when the time is over; the others leave it to that one. */
function byQuiet(scene: Scene): Closing {
  const minutes = scene.parts.quiet_minutes as number;
  const files = filesOf(scene);
  const newest = files.reduce<Load | null>(
    (last, file) => (last && last.loaded_at >= file.loaded_at ? last : file),
    null,
  );
  const left = newest && !scene.approved ? Date.parse(newest.loaded_at) + minutes * 60_000 - scene.now : 0;
  if (!newest || left <= 0) return { parts: files, missing: [] };
  const closing: Closing = { parts: files, missing: [`${minutes} minutes without a new part`] };
  return isMine(scene, newest) ? { ...closing, quiet: Math.ceil(left / 1000) } : closing;
}
