import { readFileSync } from "node:fs";
import { peakMegabytes } from "../memory";
import type { Pass } from "./passes";

/** One pass over one file in this process: `node bundle FILE TABLE.json` prints a `PassResult`. Loading the code does not count. */
export async function run(pass: Pass): Promise<void> {
  const [file = "", table = ""] = process.argv.slice(2);
  const definition = JSON.parse(readFileSync(table, "utf8"));
  const started = performance.now();
  const rows = await pass(file, definition);
  const seconds = (performance.now() - started) / 1000;
  console.log(JSON.stringify({ rows, seconds, rss_mb: peakMegabytes() }));
}
