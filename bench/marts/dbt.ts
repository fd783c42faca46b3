import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../functions/cli/paths";
import { type Build, LATER_DAYS } from "./sides";

const PROJECT = join(ROOT, "bench", "marts", "dbt");

interface Result {
  unique_id: string;
  execution_time: number;
  status: string;
}

/** The same star by dbt's incremental models on DuckDB: the seconds that each model ran, without dbt's own start. */
export function dbtSide(venv: string, folder: string): { builds: Build[]; facts: Record<string, number> } {
  const builds = [...run(venv, folder, "changed", 1, true)];
  for (const day of LATER_DAYS) {
    builds.push(...run(venv, folder, "changed", day, false));
    builds.push(...run(venv, folder, "full", day, true));
  }
  const facts = execFileSync(join(venv, "bin", "python"), [join(PROJECT, "facts.py"), folder], { encoding: "utf8" });
  return { builds, facts: JSON.parse(facts) };
}

function run(venv: string, folder: string, target: "changed" | "full", day: number, isFull: boolean): Build[] {
  const out = join(folder, `dbt-${target}-${day}`);
  const options = ["--project-dir", PROJECT, "--profiles-dir", PROJECT, "--target", target, "--target-path", out];
  const vars = ["--vars", `{day: ${day}}`, "--log-path", out, ...(isFull ? ["--full-refresh"] : [])];
  const env = { ...process.env, BENCH_FOLDER: folder, DO_NOT_TRACK: "1" };
  execFileSync(join(venv, "bin", "dbt"), ["--quiet", "run", ...options, ...vars], { env, stdio: "inherit" });
  const { results } = JSON.parse(readFileSync(join(out, "run_results.json"), "utf8")) as { results: Result[] };
  return results.map(({ unique_id, execution_time }) => ({
    mart: unique_id.slice(unique_id.lastIndexOf(".") + 1),
    day,
    asked: target,
    seconds: execution_time,
  }));
}
