import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What dbt says of one model or snapshot. */
export interface DbtResult {
  unique_id: string;
  /** seconds, without dbt's own start */
  execution_time: number;
  status: string;
}

/** Runs a command of dbt over a project, which finds its data by `BENCH_FOLDER`, and leaves its artifacts in `out`. */
export function dbt(venv: string, project: string, folder: string, out: string, command: string[]): DbtResult[] {
  const places = ["--project-dir", project, "--profiles-dir", project, "--target-path", out, "--log-path", out];
  const env = { ...process.env, BENCH_FOLDER: folder, DO_NOT_TRACK: "1" };
  execFileSync(join(venv, "bin", "dbt"), ["--quiet", ...command, ...places], { env, stdio: "inherit" });
  return JSON.parse(readFileSync(join(out, "run_results.json"), "utf8")).results;
}
