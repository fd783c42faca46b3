import { execFileSync, spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ROOT } from "../../functions/cli/paths";
import { renderTable } from "../../functions/cli/tables";
import type { Benchmark, Measured } from "../benchmark";
import { GUARDS, type Guard, type Test } from "./guards";

/** A regular expression: only guards whose name or file it finds. */
const ONLY = new RegExp(process.env.SLUICE_GUARDS ?? "");
const LINKED = ["node_modules", ".sluice/venv", ".sluice/jars", ".sluice/drivers"];
const PYTEST = [".sluice/venv/bin/python", "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"];
const JEST = ["node_modules/.bin/jest", "--selectProjects", "unit", "--bail"];
/** What pytest and jest end with where a test failed, and not for want of one. */
const FAILED = 1;

export const mutations: Benchmark = {
  what: "each guard removed in a copy of the checkout, one at a time, and the test that has to fail then",
  target: "every mutation is caught, and no test fails without one",
  async measure(): Promise<Measured> {
    const guards = GUARDS.filter(({ guard, file }) => ONLY.test(`${guard} ${file}`));
    const copy = mkdtempSync(join(tmpdir(), "sluice-mutations-"));
    try {
      copyCheckout(copy);
      const isSound = passes(copy, guards);
      const caught = guards.map((each) => {
        const isNoticed = isCaught(copy, each);
        console.error(`${isNoticed ? "caught" : "NOT CAUGHT"}: without "${each.guard}"`);
        return isNoticed;
      });
      return report(guards, caught, isSound);
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  },
};

/** The files that git has, and what is installed. */
function copyCheckout(copy: string): void {
  const files = execFileSync("git", ["ls-files", "-z"], { cwd: ROOT, encoding: "utf8" }).split("\0").filter(Boolean);
  for (const file of files.filter((each) => existsSync(join(ROOT, each)))) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    copyFileSync(join(ROOT, file), join(copy, file));
  }
  mkdirSync(join(copy, ".sluice"), { recursive: true });
  for (const each of LINKED.filter((path) => existsSync(join(ROOT, path))))
    symlinkSync(join(ROOT, each), join(copy, each));
}

/** Whether all the tests pass as the checkout is. */
function passes(copy: string, guards: readonly Guard[]): boolean {
  const ids = new Set(guards.flatMap(({ test }) => ("pytest" in test ? [test.pytest] : [])));
  const paths = new Set(guards.flatMap(({ test }) => ("jest" in test ? [test.jest] : [])));
  const python = ids.size === 0 || run(copy, [...PYTEST, ...ids]) === 0;
  return (paths.size === 0 || run(copy, [...JEST, "--testPathPatterns", [...paths].join("|")]) === 0) && python;
}

function isCaught(copy: string, { file, text, mutation, test, guard }: Guard): boolean {
  const path = join(copy, file);
  const before = readFileSync(path, "utf8");
  const [head, tail, ...more] = before.split(text);
  if (tail === undefined || more.length > 0)
    throw new Error(`${guard}: the text of its mutation is not once in ${file}`);
  writeFileSync(path, `${head}${mutation}${tail}`);
  try {
    return run(copy, commandOf(test)) === FAILED;
  } finally {
    writeFileSync(path, before);
  }
}

const commandOf = (test: Test): string[] =>
  "pytest" in test ? [...PYTEST, test.pytest] : [...JEST, "--testPathPatterns", test.jest, "-t", test.name];

function run(copy: string, [program, ...given]: string[]): number | null {
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: "1" };
  return spawnSync(join(copy, program as string), given, { cwd: copy, env, stdio: "ignore" }).status;
}

function report(guards: readonly Guard[], caught: boolean[], isSound: boolean): Measured {
  const heads = ["guard", "removed in", "test", "caught"].map((name) => ({ name }));
  const rows = guards.map(({ guard, file, test }, at) => [guard, file, nameOf(test), caught[at] ? "yes" : "NO"]);
  const missed = guards.filter((_, at) => !caught[at]).map(({ guard }) => guard);
  const values = { guards: guards.length, caught: guards.length - missed.length, missed, tests_pass_without: isSound };
  return { table: renderTable(heads, rows), values, met: missed.length === 0 && isSound };
}

const nameOf = (test: Test): string =>
  "pytest" in test ? (test.pytest.split("::")[1] ?? test.pytest) : test.name || test.jest;
