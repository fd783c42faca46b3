import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../functions/cli/paths";
import { dbt } from "../dbt";
import { type Build, LATER_DAY } from "./sides";

const PROJECT = join(ROOT, "bench", "marts", "dbt");

/** The same star by dbt's incremental models on DuckDB: the seconds that each model ran, without dbt's own start. */
export function dbtSide(venv: string, folder: string): { builds: Build[]; facts: Record<string, number> } {
  for (const target of ["changed", "full"]) rmSync(join(folder, `${target}.duckdb`), { force: true });
  const builds = [...run(venv, folder, "changed", 1, true)];
  builds.push(...run(venv, folder, "changed", LATER_DAY, false));
  builds.push(...run(venv, folder, "full", LATER_DAY, true));
  const facts = execFileSync(join(venv, "bin", "python"), [join(PROJECT, "facts.py"), folder], { encoding: "utf8" });
  return { builds, facts: JSON.parse(facts) };
}

function run(venv: string, folder: string, target: "changed" | "full", day: number, isFull: boolean): Build[] {
  const options = ["--target", target, "--vars", `{day: ${day}}`, ...(isFull ? ["--full-refresh"] : [])];
  const results = dbt(venv, PROJECT, folder, join(folder, `dbt-${target}-${day}`), ["run", ...options]);
  return results.map(({ unique_id, execution_time }) => ({
    mart: unique_id.slice(unique_id.lastIndexOf(".") + 1),
    day,
    asked: target,
    round: "only",
    seconds: execution_time,
  }));
}
