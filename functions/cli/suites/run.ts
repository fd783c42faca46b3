import { spawn } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import pc from "picocolors";
import { UsageError } from "../errors";
import { ROOT, STATE_DIR } from "../paths";
import { renderTable } from "../tables";
import { reportOf, SUITES, type Suite, SWEEPS } from ".";
import { type Counts, countOrCrash, countsLine, sum } from "./counts";
import { sideBySide } from "./side-by-side";
import { slowest, type Timed } from "./slowest";

const LOG_LINES = 400;
const SLOWEST = 10;
const NAME_LENGTH = 120;

interface Outcome {
  suite: Suite;
  counts: Counts;
  times: Timed[];
  seconds: number;
}

export function listSuites(): void {
  for (const { name, what } of SUITES) console.log(`${name.padEnd(14)}${what}`);
}

/** Runs the random tests for long; see `runSuites`. */
export function runSweeps(): Promise<boolean> {
  process.env.SLUICE_SWEEP = "yes";
  return run(SWEEPS);
}

/** Runs the suites named `only` (undefined: all) and prints the closing line. @returns whether nothing failed */
export async function runSuites(only?: string[]): Promise<boolean> {
  const unknown = only?.find((name) => !SUITES.some((suite) => suite.name === name));
  if (unknown)
    throw new UsageError(`There is no suite ${unknown}, expected one of ${SUITES.map(({ name }) => name).join(", ")}.`);
  return run(SUITES.filter(({ name }) => only?.includes(name) ?? true));
}

async function run(suites: Suite[]): Promise<boolean> {
  mkdirSync(join(STATE_DIR, "test-results"), { recursive: true });
  const outcomes = await sideBySide(suites, availableParallelism(), runSuite);
  const total = sum(outcomes.map(({ counts }) => counts));
  console.log(`\n${renderTable(HEADS, outcomes.map(row))}\n`);
  printSlowest(outcomes.flatMap(({ times }) => times));
  console.log(countsLine(total));
  return total.failed === 0;
}

const HEADS = ["suite", "passed", "failed", "skipped", "s"].map((name, index) => ({ name, right: index > 0 }));
const row = ({ suite, counts, seconds }: Outcome) => [
  suite.name,
  ...[counts.passed, counts.failed, counts.skipped].map(String),
  seconds.toFixed(1),
];

function printSlowest(times: Timed[]): void {
  const rows = slowest(times, SLOWEST).map(({ test, seconds }) => [
    seconds.toFixed(1),
    test.replace(/\s+/g, " ").slice(0, NAME_LENGTH),
  ]);
  if (rows.length > 0)
    console.log(`${renderTable([{ name: "s", right: true }, { name: "the slowest tests" }], rows)}\n`);
}

async function runSuite(suite: Suite): Promise<Outcome> {
  const started = Date.now();
  rmSync(reportOf(suite.name), { force: true });
  console.log(`${pc.dim("…")} ${suite.name}: ${suite.what}`);
  const { exitCode, output } = await execute(suite);
  const counts = countOrCrash(() => suite.count(reportOf(suite.name), exitCode));
  const times = timesOrNone(suite);
  const seconds = (Date.now() - started) / 1000;
  writeFileSync(join(STATE_DIR, "test-results", `${suite.name}.log`), output);
  if (counts.failed) console.log(`${output.trimEnd().split("\n").slice(-LOG_LINES).join("\n")}\n`);
  const mark = counts.failed ? pc.red("✖") : pc.green("✔");
  console.log(`${mark} ${suite.name}: ${countsLine(counts)} ${pc.dim(`(${seconds.toFixed(1)} s)`)}`);
  return { suite, counts, times, seconds };
}

/** A suite that crashed left no report to read. */
function timesOrNone(suite: Suite): Timed[] {
  try {
    return suite.times(reportOf(suite.name));
  } catch {
    return [];
  }
}

/** Runs a suite in a process group of its own, so that all processes of a hanging suite can be ended. */
function execute({ command: [command = "", ...args], minutes }: Suite): Promise<{ exitCode: number; output: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, FORCE_COLOR: "0", NO_COLOR: "1" };
    const child = spawn(command, args, { cwd: ROOT, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    const chunks: Buffer[] = [];
    const end = (exitCode: number, note = "") => {
      clearTimeout(timer);
      process.removeListener("SIGINT", interrupt).removeListener("SIGTERM", interrupt);
      resolve({ exitCode, output: Buffer.concat(chunks).toString() + note });
    };
    const kill = () => child.pid && process.kill(-child.pid, "SIGTERM");
    const interrupt = () => {
      kill();
      process.exit(130);
    };
    const timer = setTimeout(() => {
      kill();
      chunks.push(Buffer.from(`\nStopped: it took longer than ${minutes} minutes.\n`));
    }, minutes * 60_000);
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("error", (error) => end(1, `\n${error.message}\n`));
    child.on("close", (status) => end(status ?? 1));
    process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  });
}
