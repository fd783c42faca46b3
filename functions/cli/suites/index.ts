import { join } from "node:path";
import { ROOT, STATE_DIR } from "../paths";
import { type Counts, fromExitCode, fromJest, fromJUnit } from "./counts";

export interface Suite {
  name: string;
  what: string;
  command: string[];
  /** the counts, from the report at `report` and the exit code */
  count(report: string, exitCode: number): Counts;
  minutes: number;
}

const node = (name: string) => join(ROOT, "node_modules", ".bin", name);
const python = (name: string) => join(STATE_DIR, "venv", "bin", name);
export const reportOf = (name: string) => join(STATE_DIR, "test-results", `${name}.report`);

const linter = (name: string, what: string, ...command: string[]): Suite => ({
  name,
  what,
  command,
  count: fromExitCode,
  minutes: 5,
});

const jest = (name: string, what: string, project: string, minutes: number, ...options: string[]): Suite => ({
  name,
  what,
  command: [node("jest"), "--selectProjects", project, "--json", `--outputFile=${reportOf(name)}`, ...options],
  count: fromJest,
  minutes,
});

const pytest = (name: string, what: string, minutes: number, ...options: string[]): Suite => ({
  name,
  what,
  command: [python("python"), "-m", "pytest", "-q", `--junitxml=${reportOf(name)}`, ...options],
  count: fromJUnit,
  minutes,
});

/** Groups run one after the other; the suites of a group side by side, so that two cores have something to do. */
export const GROUPS: Suite[][] = [
  [
    linter("biome", "format, lint and import direction of TypeScript and JSON", node("biome"), "check", "."),
    linter("tsc", "types of TypeScript", node("tsc"), "--noEmit"),
    linter("ruff", "lint and import direction of Python", python("ruff"), "check", "."),
    linter("mypy", "types of Python", python("mypy")),
  ],
  [
    jest("jest-unit", "TypeScript, unit", "unit", 15, "--maxWorkers=1"),
    pytest("pytest-glue", "jobs on real Spark", 20, "tests/glue"),
  ],
  [pytest("pytest-local", "the local AWS against its contract", 20, "tests", "--ignore=tests/glue")],
  [jest("end-to-end", "the whole path on the local AWS", "end-to-end", 20, "--runInBand")],
];

export const SUITES: Suite[] = GROUPS.flat();
