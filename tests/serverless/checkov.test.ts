import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { STATE_DIR, VENV_PYTHON } from "../../functions/cli/paths";
import { DATABASES } from "./databases";
import { templateOf } from "./lint";
import { type Packaged, packageStage } from "./package";

jest.setTimeout(600_000);

/** Its packages are many, and none of ours: it has an environment of its own, and only the sweep runs it. */
const CHECKOV = "checkov==3.3.30";
const VENV = join(STATE_DIR, CHECKOV.replace("==", "-"));

/** What this stack does otherwise on purpose: the rule, the resources, and the reason. */
const ACCEPTED: [rule: string, resource: RegExp, why: string][] = [
  [
    "CKV_AWS_115",
    /LambdaFunction$/,
    "a reserve of each would be taken from the account's; the state machines retry what is throttled",
  ],
  ["CKV_AWS_116", /LambdaFunction$/, "state machines invoke them and wait, so an event never lacks a reader"],
  [
    "CKV_AWS_117",
    /LambdaFunction$/,
    "they talk to services of AWS alone; a VPC would need endpoints, and give no protection",
  ],
  [
    "CKV_AWS_18",
    /\.(LogBucket|ServerlessDeploymentBucket)$/,
    "the log of a log has no end, and packages of code are no data",
  ],
  [
    "CKV_AWS_27",
    /\.EventsDeadLetterQueue$/,
    "it is encrypted with the key of SQS, and holds names of objects, no rows",
  ],
];

function install(): void {
  const stamp = join(VENV, "bin/checkov");
  if (existsSync(stamp)) return;
  rmSync(VENV, { recursive: true, force: true });
  execFileSync(VENV_PYTHON, ["-m", "venv", VENV]);
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", CHECKOV];
  execFileSync(join(VENV, "bin/python"), pip, { stdio: "pipe" });
}

interface Failed {
  check_id: string;
  resource: string;
  check_name: string;
}
const isAccepted = (failed: Failed) =>
  ACCEPTED.some(([rule, resource]) => rule === failed.check_id && resource.test(failed.resource));

/** `rule resource: what it asks for` of everything that fails and is not accepted, and the number of what passes. */
function check(packaged: Packaged): { passed: number; failed: string[]; accepted: string[] } {
  const options = ["--quiet", "--compact", "--framework", "cloudformation", "--output", "json"];
  const line = [...options, "--file", templateOf(packaged)];
  const { stdout, stderr } = spawnSync(join(VENV, "bin/checkov"), line, { encoding: "utf8", maxBuffer: 1 << 28 });
  if (!stdout.startsWith("{")) throw new Error(`checkov gave no report: ${stderr}`);
  const { results, summary } = JSON.parse(stdout);
  const all: Failed[] = results.failed_checks;
  const told = (each: Failed) => `${each.check_id} ${each.resource}: ${each.check_name}`;
  return {
    passed: summary.passed,
    failed: all.filter((each) => !isAccepted(each)).map(told),
    accepted: [...new Set(all.filter(isAccepted).map(({ check_id }) => check_id))].sort(),
  };
}

describe("checkov finds nothing but what is accepted", () => {
  beforeAll(install);

  it.each([
    ["in a stage without a connection", () => packageStage("dev")],
    ["in prod", () => packageStage("prod")],
    ["with a database of each kind", () => packageStage("dev", "acme", {}, DATABASES)],
  ])("%s", (_title, make) => {
    const { passed, failed, accepted } = check(make());
    expect(failed).toEqual([]);
    expect(accepted).toEqual(ACCEPTED.map(([rule]) => rule).sort());
    expect(passed).toBeGreaterThan(50);
  });
});
