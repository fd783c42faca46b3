import { join } from "node:path";
import { ROOT, STATE_DIR } from "../paths";
import { type Counts, fromExitCode, fromJest, fromJUnit } from "./counts";
import { type Timed, timesOfJest, timesOfJUnit } from "./slowest";

export interface Suite {
  name: string;
  what: string;
  command: string[];
  /** the counts, from the report at `report` and the exit code */
  count(report: string, exitCode: number): Counts;
  /** how long each test of the report at `report` took */
  times(report: string): Timed[];
  minutes: number;
}

const node = (name: string) => join(ROOT, "node_modules", ".bin", name);
const python = (name: string) => join(STATE_DIR, "venv", "bin", name);
export const reportOf = (name: string) => join(STATE_DIR, "test-results", `${name}.report`);

const command = (name: string, what: string, ...line: string[]): Suite => ({
  name,
  what,
  command: line,
  count: fromExitCode,
  times: () => [],
  minutes: 5,
});

const jest = (name: string, what: string, project: string, minutes: number, ...options: string[]): Suite => ({
  name,
  what,
  command: [node("jest"), "--selectProjects", project, "--json", `--outputFile=${reportOf(name)}`, ...options],
  count: fromJest,
  times: timesOfJest,
  minutes,
});

const pytest = (name: string, what: string, minutes: number, ...options: string[]): Suite => ({
  name,
  what,
  command: [python("python"), "-m", "pytest", "-q", `--junitxml=${reportOf(name)}`, ...options],
  count: fromJUnit,
  times: timesOfJUnit,
  minutes,
});

const MATRIX = "end-to-end/formats";
const READERS = "end-to-end/readers";
const NOTEBOOK = "end-to-end/notebook";
const LATE = "end-to-end/late";
const PULL = "end-to-end/pull";
const CHECKOV = "serverless/checkov";
const REGIONS = "serverless/regions";
const without = (...patterns: string[]) => patterns.flatMap((pattern) => ["--testPathIgnorePatterns", pattern]);

/**
 * The suites in the order in which they begin, as many at a time as there are cores: first the short suites, so that a slip
 * is reported at once, then the longest, so that no long suite is left when the others have ended.
 */
export const SUITES: Suite[] = [
  command("ruff", "lint and import direction of Python", python("ruff"), "check", "."),
  command("biome", "format, lint and import direction of TypeScript and JSON", node("biome"), "check", "."),
  command("tsc", "types of TypeScript", node("tsc"), "--noEmit"),
  command("mypy", "types of Python", python("mypy")),
  jest(
    "end-to-end",
    "the whole path on the local AWS",
    "end-to-end",
    30,
    "--runInBand",
    ...without(MATRIX, NOTEBOOK, LATE),
  ),
  pytest("pytest-glue", "jobs on real Spark", 40, "tests/glue"),
  jest(
    "jest-unit",
    "TypeScript, unit",
    "unit",
    30,
    "--maxWorkers=1",
    ...without("tests/end-to-end/", CHECKOV, REGIONS),
  ),
  pytest("pytest-local", "the local AWS against its contract", 30, "tests", "--ignore=tests/glue"),
];

/**
 * The random tests, which try many more cases here than in `npm test` (tests/sweep.ts, tests/sweep.py), the matrix of
 * formats, every refusal of a database and what comes late, which `npm test` has in units and on Spark, a reader during far
 * more publications of a mart, a package for each of eight regions, checkov and the notebook, which have packages of their
 * own, and the unit tests of the marts.
 */
export const SWEEPS: Suite[] = [
  pytest("sweep-glue", "random rows and orders of arrival on real Spark", 120, "-m", "sweep", "tests/glue"),
  jest("sweep-unit", "random input, unit", "unit", 120, "--maxWorkers=1", "--findRelatedTests", "tests/sweep.ts"),
  jest("readers", "a reader of a mart during 100 publications", "end-to-end", 60, "--testPathPatterns", READERS),
  jest("matrix", "every format and compression on the local AWS", "end-to-end", 60, "--testPathPatterns", MATRIX),
  jest("late", "what comes late, on the local AWS", "end-to-end", 60, "--testPathPatterns", LATE),
  jest("pull", "every refusal of a database on the local AWS", "end-to-end", 30, "--testPathPatterns", PULL),
  jest("checkov", "the packaged templates under checkov", "unit", 15, "--testPathPatterns", CHECKOV),
  jest("regions", "sls package in eight regions", "unit", 15, "--testPathPatterns", REGIONS),
  jest("notebook", "the notebook on the local AWS", "end-to-end", 30, "--testPathPatterns", NOTEBOOK),
  command("marts", "the unit tests of every mart", process.execPath, join(ROOT, "bin/sluice.mjs"), "test-mart"),
];
