import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../errors";
import { byDay, dayOf, filesBelow, type LocalFile, sampleFiles } from "../load/files";
import { ROOT } from "../paths";

const GOOD = 3;
const NOISE = "This file was made by sluice verify to be refused.\n";

/** Three good files, by default the samples of the first day, and one that the gate refuses, of the first file's table. */
export function filesToLoad(directory: string | undefined, folder: string): { good: LocalFile[]; bad: LocalFile } {
  const all = directory ? filesBelow(directory) : (byDay(sampleFiles(ROOT))[0]?.[1] ?? []);
  const good = all.slice(0, GOOD);
  const [first] = good;
  if (!first || good.length < GOOD)
    throw new UsageError(
      `There are ${good.length} files in ${directory ?? "the samples of the first day"}, expected ${GOOD}: give a folder of files with --files.`,
    );
  return { good, bad: badFile(first, folder) };
}

/** In the place of `good`, with a name of its own and of no format. */
function badFile(good: LocalFile, folder: string): LocalFile {
  const [source, table] = good.key.split("/");
  const extension = /\.(csv|tsv|jsonl|json|xml|parquet)/.exec(good.key)?.[1] ?? "csv";
  const key = `${source}/${table}/dt=${dayOf(good.key)}/sluice-verify.${extension}`;
  const path = join(folder, "sluice-verify");
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, NOISE);
  return { path, key };
}
