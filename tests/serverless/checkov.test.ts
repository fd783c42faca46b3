import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ROOT, STATE_DIR, VENV_PYTHON } from "../../functions/cli/paths";
import { DATABASES } from "./databases";
import { templateOf } from "./lint";
import { type Packaged, packageStage } from "./package";

jest.setTimeout(600_000);

/** Its packages are many, and none of ours: it has an environment of its own, and only the sweep runs it. */
const CHECKOV = "checkov==3.3.30";
const VENV = join(STATE_DIR, CHECKOV.replace("==", "-"));

/** What is skipped, and why. */
const CONFIG = join(ROOT, ".checkov.yaml");

function install(): void {
  const stamp = join(VENV, "bin/checkov");
  if (existsSync(stamp)) return;
  rmSync(VENV, { recursive: true, force: true });
  execFileSync(VENV_PYTHON, ["-m", "venv", VENV]);
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", CHECKOV];
  execFileSync(join(VENV, "bin/python"), pip, { stdio: "pipe" });
}

/** `rule resource: what it asks for` of everything that fails, and the number of what passes. */
function check(packaged: Packaged): { passed: number; failed: string[] } {
  const line = ["--quiet", "--output", "json", "--config-file", CONFIG, "--file", templateOf(packaged)];
  const { stdout, stderr } = spawnSync(join(VENV, "bin/checkov"), line, { encoding: "utf8", maxBuffer: 1 << 28 });
  if (!stdout.startsWith("{")) throw new Error(`checkov gave no report: ${stderr}`);
  const { results, summary } = JSON.parse(stdout);
  const told = (each: { check_id: string; resource: string; check_name: string }) =>
    `${each.check_id} ${each.resource}: ${each.check_name}`;
  return { passed: summary.passed, failed: results.failed_checks.map(told) };
}

describe("checkov finds nothing but what is skipped with a reason", () => {
  beforeAll(install);

  it.each([
    ["in a stage without a connection", () => packageStage("dev")],
    ["in prod", () => packageStage("prod")],
    ["with a database of each kind", () => packageStage("dev", "acme", {}, DATABASES)],
  ])("%s", (_title, make) => {
    const { passed, failed } = check(make());
    expect(failed).toEqual([]);
    expect(passed).toBeGreaterThan(50);
  });
});
