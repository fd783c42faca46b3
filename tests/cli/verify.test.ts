import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describeStage } from "../../functions/cli/environment";
import { type Check, checksOf, failed } from "../../functions/cli/verify/checks";
import { logGroupNames } from "../../functions/cli/verify/collect";
import type { Evidence } from "../../functions/cli/verify/evidence";
import { filesToLoad } from "../../functions/cli/verify/files";
import { costOf, stateSeconds, together } from "../../functions/cli/verify/measures";
import { verificationMarkdown, verificationOf, verificationText } from "../../functions/cli/verify/report";
import { inProcess } from "./in-process";

const BAD = "shop/orders/dt=2026-03-01/sluice-verify.jsonl";
const file = { table: "shop_orders", batch_date: "2026-03-01", reason: null, marts: ["fact_sales"] };
const GOOD: Evidence = {
  stage: "dev",
  region: "eu-west-1",
  account: "123456789012",
  at: "2026-11-26T12:00:00.000Z",
  files: [
    { ...file, key: "shop/orders/dt=2026-03-01/orders.jsonl", good: true, status: "LOADED" },
    { ...file, key: BAD, good: false, status: "REJECTED", reason: "it is no JSON", marts: [] },
  ],
  quarantined: [BAD, `${BAD}.rejection.json`],
  failure: {
    job: "sluice-dev-staging-shop_orders",
    text: "Error Category: ...; KeyError: 'rows'",
    read: "KeyError",
    own: "KeyError",
  },
  log_groups: [{ name: "/aws/lambda/sluice-dev-plan-run", found: { days: 14, key: true } }],
  job_logs: [{ name: "/aws-glue/sluice-dev/sluice-dev-role/sluice-dev-staging-job-eu-west-1/error", has_stream: true }],
  relations: [{ name: "staging.shop_orders_current", rows: 3, problem: null }],
  partitions: [{ name: "raw.shop_orders", rows: 3, problem: null }],
  pulls: [{ table: "erp/orders", problem: null, found: "3 rows over 2 connections" }],
  tags: [{ resource: "sluice-dev-ledger", tags: { stage: "dev" } }],
  states: [{ machine: "load-file", state: "Load staging", seconds: [70, 90] }],
  job_runs: [{ job: "j", state: "SUCCEEDED", seconds: 90, glue_version: "5.1", worker_type: "G.1X", workers: 2 }],
  removed: true,
};

describe("what is claimed of a deployment", () => {
  test("holds where everything is as it should be", () => {
    expect(checksOf(GOOD).map(({ passed }) => passed)).toEqual(Array.from({ length: 10 }, () => true));
  });

  const without = GOOD.files.map((each) => ({ ...each, status: "FAILED", reason: "why" }));
  test.each<[string, Partial<Evidence>, string]>([
    ["a good file that is not loaded", { files: without.slice(0, 1) }, "orders.jsonl is FAILED (why)"],
    [
      "a bad file that is loaded",
      { files: [{ ...GOOD.files[1], status: "LOADED" } as never] },
      `${BAD} is LOADED, expected REJECTED`,
    ],
    ["a rejection that is not there", { quarantined: [BAD] }, `no ${BAD}.rejection.json`],
    [
      "a name that Glue's text hides",
      { failure: { job: "j", text: "Error Category: X", read: "Glue.JobRunFailed", own: "KeyError" } },
      "the job says KeyError, Glue's text is read as Glue.JobRunFailed; Glue says: Error Category: X",
    ],
    [
      "a job without a failure document",
      { failure: { job: "j", text: "t", read: "KeyError", own: null } },
      "the job j left no failure document; Glue says: t",
    ],
    ["a log group that is not there", { log_groups: [{ name: "a", found: null }] }, "a is not there"],
    [
      "a log group without an end or a key",
      { log_groups: [{ name: "a", found: { days: null, key: false } }] },
      "a never expires; a is not under the stage's key",
    ],
    ["a job that logs elsewhere", { job_logs: [{ name: "a", has_stream: false }] }, "a has no stream"],
    ["a view that Athena cannot read", { relations: [{ name: "v", rows: null, problem: "no" }] }, "v: no"],
    ["a day of raw that is empty", { partitions: [{ name: "raw.a", rows: 0, problem: null }] }, "raw.a has no rows"],
    [
      "a database that refuses",
      { pulls: [{ table: "erp/orders", problem: "LoginRefusedError: no", found: null }] },
      "erp/orders: LoginRefusedError: no",
    ],
    ["a resource without tags", { tags: [{ resource: "r", tags: {} }] }, "r has the tag stage not at all"],
    ["a stack that is still there", { removed: false }, "the stack is still there"],
  ])("does not hold with %s", (_title, fault, found) => {
    const wrong = failed(checksOf({ ...GOOD, ...fault }));
    expect(wrong.map((check) => check.found)).toEqual([expect.stringContaining(found)]);
  });

  test("has no verdict where there is nothing to look at", () => {
    const nothing = {
      files: [],
      log_groups: [],
      job_logs: [],
      relations: [],
      partitions: [],
      pulls: [],
      tags: [],
      failure: null,
      removed: null,
    };
    const verdicts = (checks: Check[]) => new Set(checks.map(({ passed }) => passed));
    expect(verdicts(checksOf({ ...GOOD, ...nothing }))).toEqual(new Set([null]));
  });
});

describe("times and costs", () => {
  const at = (seconds: number) => new Date(seconds * 1000);
  test("each time that a state was run counts, and a state that was not left has none", () => {
    const into = (seconds: number, name: string) => ({ timestamp: at(seconds), stateEnteredEventDetails: { name } });
    const out = (seconds: number, name: string) => ({ timestamp: at(seconds), stateExitedEventDetails: { name } });
    const events = [
      into(0, "Load"),
      into(1, "Load"),
      out(5, "Load"),
      out(9, "Load"),
      { timestamp: at(9) },
      into(9, "End"),
    ];
    expect(stateSeconds("m", events)).toEqual([{ machine: "m", state: "Load", seconds: [5, 8] }]);
  });

  test("executions count together, the longest state first", () => {
    const state = (name: string, ...seconds: number[]) => ({ machine: "m", state: name, seconds });
    expect(together([state("a", 1), state("b", 2), state("a", 3)])).toEqual([state("a", 1, 3), state("b", 2)]);
  });

  test("a job run costs its DPUs by the second, at least a minute, and a transition little", () => {
    const run = { job: "j", state: "SUCCEEDED", glue_version: "5.1", worker_type: "G.1X", workers: 2 };
    const cost = costOf(
      [
        { ...run, seconds: 90 },
        { ...run, seconds: 10 },
      ],
      GOOD.states,
    );
    expect(cost).toEqual({
      job_runs: 2,
      glue_seconds: 100,
      dollars: expect.closeTo((2 * 150 * 0.44) / 3600 + 0.00005, 8),
    });
  });
});

describe("the report", () => {
  const verification = verificationOf({ ...GOOD, removed: false });
  test("for the terminal has a line for each claim, the times and the cost", () => {
    const text = verificationText(verification);
    expect(text).toContain(
      "✔ an error keeps its name through Glue\n  KeyError; Glue says: Error Category: ...; KeyError: 'rows'",
    );
    expect(text).toContain("✖ the stage is removed, and nothing of it is left\n  the stack is still there");
    expect(text).toContain("  90.0 s  load-file: Load staging, 2 times");
    expect(text).toContain(
      "1 job runs, 90 s of Glue, about $0.02 with the states' transitions (prices of us-east-1, November 2026)",
    );
  });

  test("for a file says where and when, and what does not hold", () => {
    const text = verificationMarkdown(verification);
    expect(text).toContain(
      "# sluice verify: dev in eu-west-1 of the account 123456789012, 2026-11-26T12:00:00.000Z\n\n1 of 10 claims do not hold.",
    );
    expect(text).toContain("| the stage is removed, and nothing of it is left | **no** | the stack is still there |");
    expect(text).toContain("| load-file | Load staging | 2 | 70.00 | 90.00 |");
  });
});

describe("the files", () => {
  const folder = mkdtempSync(join(tmpdir(), "sluice-verify-test-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  test("are the samples of the first day, and a bad one of the first file's table", () => {
    const { good, bad } = filesToLoad(undefined, folder);
    expect(good.map(({ key }) => key.split("/").slice(0, 3).join("/"))).toEqual([
      "catalogue/products/dt=2026-03-01",
      "shop/customers/dt=2026-03-01",
      "shop/orders/dt=2026-03-01",
    ]);
    expect(bad.key).toMatch(/^catalogue\/products\/dt=2026-03-01\/sluice-verify\.\w+$/);
    expect(readFileSync(bad.path, "utf8")).toMatch(/^This file was made by sluice verify to be refused/);
  });

  test("of a folder are three at least", () => {
    const own = join(folder, "own");
    for (const day of ["01", "02"]) {
      const path = join(own, `lab/readings/dt=2026-01-${day}/r.csv`);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, "sensor,value\n1,2\n");
    }
    expect(() => filesToLoad(own, folder)).toThrow(
      `There are 2 files in ${own}, expected 3: give a folder of files with --files.`,
    );
  });
});

test("a stage has a log group for each Lambda and state machine, and those of Glue", () => {
  const names = logGroupNames(describeStage("dev", "eu-west-1", "1"), true);
  expect(names).toContain("/aws/lambda/sluice-dev-plan-run");
  expect(names).toContain("/aws/vendedlogs/states/sluice-dev-load-file");
  expect(names).toContain("/aws-glue/sluice-dev/sluice-dev-role/sluice-dev-staging-job-eu-west-1/error");
  const without = logGroupNames(describeStage("dev", "eu-west-1", "1"), false);
  expect(names.filter((name) => !without.includes(name))).toEqual([
    "/aws/vendedlogs/states/sluice-dev-pull-table",
    "/aws/lambda/sluice-dev-plan-pull",
    "/aws/lambda/sluice-dev-judge-pull",
    "/aws-glue/sluice-dev/sluice-dev-role/sluice-dev-pull-job-eu-west-1/output",
    "/aws-glue/sluice-dev/sluice-dev-role/sluice-dev-pull-job-eu-west-1/error",
  ]);
});

test("its help says what it does to an account, and what it writes", async () => {
  const { code, stdout } = await inProcess(["verify", "--help"], process.cwd());
  expect(code).toBe(0);
  expect(stdout).toContain("three good files and a bad one");
  expect(stdout).toContain("--keep");
});
