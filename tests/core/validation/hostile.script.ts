/**
 * Run by hostile.test.ts in its own process: reads every hostile file from a folder (those that are not there are too long
 * for one, and come as a stream), and prints what came of it, how long it took, and how much memory all of it.
 */
import { createReadStream, existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { peakMegabytes } from "../../../bench/memory";
import { validate } from "../../../functions/core/validation";
import { HOSTILE, type Hostile } from "./hostile-files";
import { random } from "./parquet-files";

const READ_AGAIN = 2;

async function read({ table, file }: Hostile, name: string) {
  const chunks = existsSync(name) ? createReadStream(name) : ((await file()) as AsyncIterable<Uint8Array>);
  const options = table.format.type === "parquet" ? { random: random(readFileSync(name)) } : {};
  const [start, used] = [performance.now(), process.cpuUsage()];
  const verdict = await validate(chunks, table, options);
  const { user, system } = process.cpuUsage(used);
  // On a busy machine the clock also counts what others do; waiting for a stream costs no processor time.
  const ms = Math.min(performance.now() - start, (user + system) / 1_000);
  const outcome = verdict.accepted ? `accepted ${verdict.facts.rows} rows` : verdict.problems.at(-1)?.message;
  return { outcome, ms, megabytes: peakMegabytes() };
}

async function main(folder: string) {
  const failed = (error: Error) => ({ outcome: String(error.stack), ms: 0, megabytes: 0 });
  const all = [...HOSTILE.entries()].map(([at, hostile]) => {
    return () => read(hostile, path.join(folder, `${at}`)).catch(failed);
  });
  const readings = [];
  for (const readOne of all) readings.push(await readOne());
  // Whatever else the machine does can only add to a time, so that the least of several is the nearest to the truth.
  for (const [at, reading] of readings.entries())
    for (let again = 0; again < READ_AGAIN && reading.ms > 1_000; again++)
      reading.ms = Math.min(reading.ms, (await (all[at] as () => ReturnType<typeof read>)()).ms);
  console.log(JSON.stringify(readings));
}

void main(process.argv[2] as string);
