import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, STATE_DIR, VENV_PYTHON } from "../functions/cli/paths";

/** The tools, data and bundles that benchmarks make on demand. Safe to delete. */
export const BENCH_DIR = join(STATE_DIR, "bench");
const VENV = join(BENCH_DIR, "venv");
export const BENCH_PYTHON = join(VENV, "bin", "python");
export const TPCHGEN = join(VENV, "bin", "tpchgen-cli");
const REQUIREMENTS = join(ROOT, "bench", "requirements.txt");

/** Installs bench/requirements.txt into a venv of its own. */
export const installTools = () => installVenv(VENV, REQUIREMENTS, "frictionless and tpchgen-cli");

/** Installs dbt on DuckDB. @returns its venv, which has duckdb for Python too */
export function installDbt(): string {
  const venv = join(BENCH_DIR, "dbt-venv");
  installVenv(venv, join(ROOT, "bench", "marts", "requirements.txt"), "dbt");
  return venv;
}

/** Installs what a file lists into a venv of its own, unless the venv is up to date. */
export function installVenv(venv: string, requirements: string, what: string): void {
  mkdirSync(BENCH_DIR, { recursive: true });
  const stamp = join(venv, "requirements.sha256");
  const wanted = createHash("sha256").update(readFileSync(requirements)).digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  console.error(`Installing ${what} ...`);
  rmSync(venv, { recursive: true, force: true });
  const stdio = ["ignore", "ignore", "inherit"] as const;
  execFileSync(VENV_PYTHON, ["-m", "venv", venv], { stdio: [...stdio] });
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "-r", requirements];
  execFileSync(join(venv, "bin", "python"), pip, { stdio: [...stdio] });
  writeFileSync(stamp, wanted);
}
