import { execFileSync } from "node:child_process";
import { createReadStream, mkdirSync, openAsBlob, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, STATE_DIR, VENV_PYTHON } from "../../functions/cli/paths";
import { renderTable } from "../../functions/cli/tables";
import { validate } from "../../functions/core/validation";
import contract from "../../schemas/meta/contract.json";
import vocabulary from "../../schemas/meta/vocabulary.schema.json";
import type { Benchmark, Measured } from "../benchmark";
import { dbt } from "../dbt";
import { round } from "../statistics";
import { BENCH_DIR, installDbt, installTools, TPCHGEN } from "../tools";
import { lineitem } from "../validate/lineitem";
import { type Compared, compare, isMet, LEAST_UNDER_MERGE, MOST_OVER_COPY, type Rounds } from "./sides";

const SCALE = 0.2;
const DAYS = [1, 2];
const FILES = { csv: "csv", gzip: "csv.gz", parquet: "parquet" } as const;
const HERE = join(ROOT, "bench", "staging");
const FOLDER = join(BENCH_DIR, "staging");

export const staging: Benchmark = {
  what: "a day of TPC-H lineitem with 1 % changed: staged, beside a plain copy, an Iceberg MERGE and a dbt snapshot",
  target: `<= ${MOST_OVER_COPY} x the copy, >= ${LEAST_UNDER_MERGE} x as fast as MERGE, in every format`,
  async measure(): Promise<Measured> {
    installTools();
    const venv = installDbt();
    makeDays(venv);
    await writeDefinitions();
    return report(sides(), dbtSnapshot(venv));
  },
};

function makeDays(venv: string): void {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const options = ["parquet", "-s", String(SCALE), "--tables", "lineitem", "-o", FOLDER];
  execFileSync(TPCHGEN, options, { stdio: ["ignore", "ignore", "inherit"] });
  execFileSync(join(venv, "bin", "python"), [join(HERE, "make_data.py"), FOLDER, FOLDER], { stdio: "inherit" });
}

/** The tables, one for each format, and what the validator learns of each file. */
async function writeDefinitions(): Promise<void> {
  const tables = Object.keys(FILES).map((name) => lineitem(name === "parquet" ? "parquet" : "csv", name));
  const terms = { ...contract, compressions: vocabulary.$defs.compression.rows };
  const byId = Object.fromEntries(tables.map((table) => [table.id, table]));
  writeFileSync(join(FOLDER, "definitions.json"), JSON.stringify({ contract: terms, tables: byId, marts: {} }));
  const facts: Record<string, unknown> = {};
  for (const [index, extension] of Object.values(FILES).entries())
    for (const day of DAYS) {
      const file = `${day}.${extension}`;
      const path = join(FOLDER, file);
      const { size, ...blob } = await blobOf(path);
      const random = { byteLength: size, slice: blob.slice };
      const verdict = await validate(createReadStream(path), tables[index] as (typeof tables)[number], {
        file,
        random,
      });
      if (!verdict.accepted) throw new Error(verdict.reason);
      facts[file] = verdict.facts;
    }
  writeFileSync(join(FOLDER, "facts.json"), JSON.stringify(facts));
}

async function blobOf(path: string) {
  const blob = await openAsBlob(path);
  return { size: blob.size, slice: (start: number, end?: number) => blob.slice(start, end).arrayBuffer() };
}

function sides(): Record<keyof typeof FILES, Rounds> {
  const stdout = execFileSync(VENV_PYTHON, [join(HERE, "sides.py"), FOLDER, join(STATE_DIR, "jars")], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
}

/** Seconds of dbt's snapshot of the second day, without dbt's own start. */
function dbtSnapshot(venv: string): number {
  const seconds = DAYS.map((day) => {
    const command = ["snapshot", "--vars", `{day: ${day}}`];
    const [snapshot] = dbt(venv, join(HERE, "dbt"), FOLDER, join(FOLDER, `dbt-${day}`), command);
    return snapshot?.execution_time;
  });
  return seconds[1] as number;
}

function report(rounds: Record<string, Rounds>, dbt: number): Measured {
  const compared = Object.fromEntries(Object.entries(rounds).map(([name, each]) => [name, compare(each)]));
  const heads = ["", ...Object.keys(compared)].map((name, index) => ({ name, right: index > 0 }));
  const line = (about: string, of: keyof Compared) => [
    about,
    ...Object.values(compared).map((each) => String(each[of])),
  ];
  const rows = [
    line("copy to Parquet, s", "copy"),
    line("Iceberg MERGE, s", "merge"),
    line("sluice, first load, s", "first"),
    line("sluice, a later load, s", "sluice"),
    line("sluice / copy", "overCopy"),
    line("MERGE / sluice", "underMerge"),
    ["dbt snapshot (DuckDB), s", String(round(dbt, 2)), "", ""],
  ];
  const values = { ...compared, dbt_snapshot_s: round(dbt, 2), rounds };
  return { table: renderTable(heads, rows), values, met: isMet(Object.values(compared)) };
}
