import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { ROOT, VENV_PYTHON } from "../functions/cli/paths";
import { renderTable } from "../functions/cli/tables";
import type { Benchmark, Measured } from "./benchmark";
import { median, round } from "./statistics";

const MAX_KB = 400;
const MAX_REQUIRE_MS = 100;
const REPEATS = 9;
const STAGE = "bench";

/** The timer runs inside a fresh process, so that node's own start does not count. */
const TIMER = `const t = process.hrtime.bigint(); require(process.argv[1]); console.log(Number(process.hrtime.bigint() - t) / 1e6);`;

export const bundle: Benchmark = {
  what: "size and require time of each Lambda bundle, beside an empty module",
  target: `<= ${MAX_KB} kB unpacked and <= ${MAX_REQUIRE_MS} ms each`,
  async measure(): Promise<Measured> {
    const work = mkdtempSync(join(tmpdir(), "sluice-bench-"));
    try {
      return report(measureAll(packageBundles(work), emptyModule(work)));
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  },
};

interface Bundle {
  name: string;
  file: string;
}

/** The unpacked upload of `sls package`. */
function packageBundles(work: string): Bundle[] {
  const env = { ...process.env, AWS_ACCESS_KEY_ID: "none", AWS_SECRET_ACCESS_KEY: "none" };
  const sls = join(ROOT, "node_modules", ".bin", "sls");
  execFileSync(sls, ["package", "--stage", STAGE, "--package", work], {
    cwd: ROOT,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  return readdirSync(work)
    .filter((name) => name.endsWith(".zip"))
    .map((zip) => {
      const name = zip.slice(0, -".zip".length);
      execFileSync(VENV_PYTHON, ["-m", "zipfile", "-e", join(work, zip), join(work, name)]);
      return { name, file: onlyScript(join(work, name)) };
    });
}

function onlyScript(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".js"));
  if (files.length !== 1) throw new Error(`${folder} holds ${files.length} scripts, expected one bundle`);
  return join(folder, files[0] as string);
}

function emptyModule(work: string): Bundle {
  const file = join(work, "empty.js");
  writeFileSync(file, "module.exports = {};\n");
  return { name: "(empty module)", file };
}

interface Size {
  name: string;
  kb: number;
  gzip_kb: number;
  require_ms: number;
}

/** Each round goes through all bundles, so that a busy moment of the machine slows all of them. */
function measureAll(bundles: Bundle[], empty: Bundle): Size[] {
  const all = [...bundles, empty];
  const times = new Map(all.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round < REPEATS; round += 1)
    for (const each of all) times.get(each.name)?.push(requireTime(each.file));
  return all.map(({ name, file }) => ({
    name,
    kb: round(statSync(file).size / 1000),
    gzip_kb: round(gzipSync(readFileSync(file)).length / 1000),
    require_ms: round(median(times.get(name) ?? [])),
  }));
}

function requireTime(file: string): number {
  const env = { ...process.env, AWS_REGION: "us-east-1", NODE_OPTIONS: "" };
  return Number(execFileSync(process.execPath, ["-e", TIMER, file], { encoding: "utf8", env }));
}

function report(sizes: Size[]): Measured {
  const lambdas = sizes.slice(0, -1);
  const empty = sizes.at(-1) as Size;
  const heads = ["bundle", "kB", "kB gzip", "require ms", "x empty"].map((name, index) => ({ name, right: index > 0 }));
  const rows = sizes.map(({ name, kb, gzip_kb, require_ms }) =>
    [name, kb, gzip_kb, require_ms, round(require_ms / empty.require_ms)].map(String),
  );
  const max_kb = Math.max(...lambdas.map(({ kb }) => kb));
  const max_require_ms = Math.max(...lambdas.map(({ require_ms }) => require_ms));
  const met = lambdas.length > 0 && max_kb <= MAX_KB && max_require_ms <= MAX_REQUIRE_MS;
  const values = { max_kb, max_require_ms, empty_require_ms: empty.require_ms, bundles: lambdas };
  return { table: renderTable(heads, rows), values, met };
}
