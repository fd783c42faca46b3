import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, STATE_DIR, VENV_PYTHON } from "../../functions/cli/paths";
import { renderTable } from "../../functions/cli/tables";
import type { Benchmark, Measured } from "../benchmark";
import { round } from "../statistics";
import { BENCH_DIR, installDbt, installTools, TPCHGEN } from "../tools";
import { dbtSide } from "./dbt";
import { type Build, isMet, LATER_DAY, type Side, secondsOf, sideOf, TARGET } from "./sides";
import { star } from "./star";

const SCALE = 0.2;
const TPCH_TABLES = ["lineitem", "orders", "customer", "part", "supplier", "nation"];
const HERE = join(ROOT, "bench", "marts");
const FOLDER = join(BENCH_DIR, "marts");

export const marts: Benchmark = {
  what: "five dimensions and a fact over TPC-H with 1 % changed a day: rebuilt by what changed, in full, and by dbt",
  target: `the same rows, >= ${TARGET} x as fast as in full`,
  async measure(): Promise<Measured> {
    const venv = makeDays();
    const sluice = sluiceSide();
    return report(sluice, dbtSide(venv, FOLDER));
  },
};

/** Makes the days, unless they are there as this version makes them. @returns the venv of dbt */
export function makeDays(): string {
  installTools();
  const venv = installDbt();
  const [stamp, wanted] = [join(FOLDER, "made-by"), `${SCALE}\n${readFileSync(join(HERE, "make_data.py"), "utf8")}`];
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return venv;
  rmSync(FOLDER, { recursive: true, force: true });
  const [tpch, data] = [join(FOLDER, "tpch"), join(FOLDER, "data")];
  mkdirSync(tpch, { recursive: true });
  const options = ["parquet", "-s", String(SCALE), "--tables", TPCH_TABLES.join(","), "-o", tpch];
  execFileSync(TPCHGEN, options, { stdio: ["ignore", "ignore", "inherit"] });
  execFileSync(join(venv, "bin", "python"), [join(HERE, "make_data.py"), tpch, data], { stdio: "inherit" });
  writeFileSync(stamp, wanted);
  return venv;
}

function sluiceSide() {
  for (const refresh of ["changed", "full"] as const)
    writeFileSync(join(FOLDER, `${refresh}.json`), JSON.stringify(star(refresh)));
  const stdout = execFileSync(VENV_PYTHON, [join(HERE, "sluice_side.py"), FOLDER, join(STATE_DIR, "jars")], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as {
    builds: Build[];
    facts: Record<string, number>;
    differences: number;
  };
}

function report(sluice: ReturnType<typeof sluiceSide>, dbt: ReturnType<typeof dbtSide>): Measured {
  const sides = [sideOf("sluice", sluice.builds), sideOf("dbt", dbt.builds)];
  const isSame = JSON.stringify(sluice.facts) === JSON.stringify(dbt.facts);
  const heads = ["", ...sides.map(({ name }) => name)].map((name, index) => ({ name, right: index > 0 }));
  const line = (about: string, of: (side: Side) => number) => [
    about,
    ...sides.map((side) => String(round(of(side), 2))),
  ];
  const rows = [
    line("first day, all rows, s", ({ first }) => first),
    line("second day, what changed, s", ({ changed }) => changed),
    line("second day, in full, s", ({ full }) => full),
    line("full / changed", ({ ratio }) => ratio),
    ["rows of the fact", String(sluice.facts.rows), String(dbt.facts.rows)],
  ];
  const phases = sluice.builds.filter(({ mart, day }) => mart === "fact_line" && day === LATER_DAY);
  const values = {
    ...Object.fromEntries(sides.map(({ name, ...side }) => [name, side])),
    facts: sluice.facts,
    dbt_facts: dbt.facts,
    same_as_dbt: isSame,
    differences: sluice.differences,
    fact: phases.map(({ day, asked, seconds, refresh, phases: spent }) => ({ day, asked, seconds, refresh, spent })),
    seconds: secondsOf(sluice.builds),
  };
  return { table: renderTable(heads, rows), values, met: isMet(sides, sluice.differences, isSame) };
}
