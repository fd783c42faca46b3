import { renderTable } from "../../functions/cli/tables";
import type { Benchmark, Measured } from "../benchmark";
import { round } from "../statistics";
import { installTools } from "../tools";
import {
  CONTESTS,
  type Contest,
  fastestPlain,
  isMet,
  type Measurement,
  passesOf,
  SLOW,
  SLUICE,
  type Standing,
  standings,
  TARGETS,
} from "./contests";
import { type DataFile, makeFiles, makeLarge, removeFile } from "./data";
import { bundlePasses, type PassResult, runPass } from "./processes";

const REPEATS = 5;
const LARGE_BYTES = 2e9;

type Files = Awaited<ReturnType<typeof makeFiles>>;

export const validate: Benchmark = {
  what: "the schema gate's speed, every row checked, beside plain parsers and other validators; its memory on 2 GB",
  target: `csv: >= ${TARGETS.papaparse} x papaparse, >= ${TARGETS.frictionless} x frictionless; <= ${TARGETS.rss_mb} MB resident`,
  async measure(): Promise<Measured> {
    installTools();
    const files = await makeFiles();
    const passes = new Set(CONTESTS.flatMap(passesOf));
    for (const pass of SLOW) passes.delete(pass);
    await bundlePasses([...passes]);
    const results = CONTESTS.map((contest) => ({ contest, all: standings(compete(contest, files)) }));
    return report(results, await large(files.csv));
  },
};

/** Each round goes through all passes of a contest, so that a busy moment of the machine slows all of them. */
function compete(contest: Contest, files: Files): Measurement[] {
  const measurements = passesOf(contest).map((pass) => {
    const file = SLOW.includes(pass) ? files.head : files[contest.file];
    return { pass, file, bytes: file.bytes, results: [] as PassResult[] };
  });
  for (let round = 1; round <= REPEATS; round += 1) {
    console.error(`${contest.name}: round ${round} of ${REPEATS}`);
    for (const { pass, file, results } of measurements) results.push(checkedPass(pass, file));
  }
  return measurements;
}

/** A pass that did not see every row has measured nothing. */
function checkedPass(pass: string, { path, table, rows }: DataFile): PassResult {
  const result = runPass(pass, path, table);
  if (result.rows !== rows) throw new Error(`${pass} found ${result.rows} rows in ${path}, which has ${rows}`);
  return result;
}

async function large(csv: DataFile): Promise<{ gb: number; seconds: number; rss_mb: number }> {
  console.error(`Making ${LARGE_BYTES / 1e9} GB ...`);
  const file = await makeLarge(csv, LARGE_BYTES);
  try {
    const { seconds, rss_mb } = checkedPass(SLUICE, file);
    return { gb: round(file.bytes / 1e9, 2), seconds: round(seconds), rss_mb: round(rss_mb) };
  } finally {
    removeFile(file);
  }
}

function report(results: { contest: Contest; all: Standing[] }[], big: Awaited<ReturnType<typeof large>>): Measured {
  const heads = ["file", "reader", "MB/s", "sluice is", "peak MB"].map((name, index) => ({ name, right: index > 1 }));
  const rows = results.flatMap(({ contest, all }) => {
    const fastest = fastestPlain(contest, all).pass;
    return all.map(({ pass, mb_per_s, ratio, rss_mb }) => [
      contest.name,
      pass === fastest ? `${pass} (fastest plain parser)` : pass,
      String(mb_per_s),
      pass === SLUICE ? "" : `${ratio} x`,
      String(rss_mb),
    ]);
  });
  rows.push([`csv, ${big.gb} GB`, SLUICE, String(round((big.gb * 1000) / big.seconds)), "", String(big.rss_mb)]);
  const csv = results[0]?.all ?? [];
  const peak = Math.max(big.rss_mb, ...results.flatMap(({ all }) => all.filter(isSluice).map(({ rss_mb }) => rss_mb)));
  const values = {
    repeats: REPEATS,
    ...Object.fromEntries(results.map(({ contest, all }) => [contest.file, valuesOf(contest, all)])),
    large: big,
    peak_rss_mb: peak,
  };
  return { table: renderTable(heads, rows), values, met: isMet(csv, peak) };
}

const isSluice = ({ pass }: Standing) => pass === SLUICE;

const valuesOf = (contest: Contest, all: Standing[]) => ({
  mb_per_s: Object.fromEntries(all.map(({ pass, mb_per_s }) => [pass, mb_per_s])),
  ratio: Object.fromEntries(all.filter((each) => !isSluice(each)).map(({ pass, ratio }) => [pass, ratio])),
  fastest_plain: fastestPlain(contest, all).pass,
});
