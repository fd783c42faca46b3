import { readdirSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { UsageError } from "../errors";

/** A file to put into raw, and the key it gets there. */
export interface LocalFile {
  path: string;
  key: string;
}

/** Every file below `directory`, keyed by its path from there. @throws UsageError when there is none */
export function filesBelow(directory: string): LocalFile[] {
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UsageError(`${directory} is no folder: give one that holds <source>/<table>/[dt=YYYY-MM-DD/]<file>.`);
  }
  const files = walk(directory).map((path) => ({ path, key: relative(directory, path).split(sep).join("/") }));
  const misplaced = files.find(({ key }) => key.split("/").length < 3);
  if (misplaced) {
    throw new UsageError(
      `${misplaced.path} is not in a table's folder: expected ${join(directory, "<source>/<table>/[dt=YYYY-MM-DD/]<file>")}; move it, or give the folder above.`,
    );
  }
  if (files.length === 0)
    throw new UsageError(`${directory} holds no files: put some at <source>/<table>/[dt=YYYY-MM-DD/]<file>.`);
  return files;
}

/** The project's samples: `schemas/<source>/<table>/samples/...`, keyed as if they came from that source. */
export function sampleFiles(root: string): LocalFile[] {
  const schemas = join(root, "schemas");
  return walk(schemas).flatMap((path) => {
    const [source, table, samples, ...rest] = relative(schemas, path).split(sep);
    return samples === "samples" && rest.length > 0 ? [{ path, key: [source, table, ...rest].join("/") }] : [];
  });
}

/** The day a key speaks of, by its folder or else its file name; "" when neither tells. */
export function dayOf(key: string): string {
  const folder = /\/dt=(\d{4}-\d{2}-\d{2})\//.exec(key)?.[1];
  const name = /(\d{4})-?(\d{2})-?(\d{2})/.exec(key.slice(key.lastIndexOf("/")));
  return folder ?? (name ? name.slice(1).join("-") : "");
}

/** Files by day, oldest day first. */
export function byDay(files: LocalFile[]): [string, LocalFile[]][] {
  const days = new Map<string, LocalFile[]>();
  for (const file of files) days.set(dayOf(file.key), [...(days.get(dayOf(file.key)) ?? []), file]);
  return [...days].sort(([left], [right]) => (left < right ? -1 : 1));
}

function walk(directory: string): string[] {
  const entries = readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(directory, entry.name);
    return entry.isDirectory() ? walk(path) : entry.isFile() ? [path] : [];
  });
}
