import { readFileSync } from "node:fs";

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** A linter counts as one check, which passes or fails. */
export const fromExitCode = (_report: string, exitCode: number): Counts =>
  exitCode === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };

interface JestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  numRuntimeErrorTestSuites: number;
}

/** A test file that does not even load counts as one failure. */
export function fromJest(report: string, exitCode: number): Counts {
  const json = JSON.parse(readFileSync(report, "utf8")) as JestReport;
  const counts = {
    passed: json.numPassedTests,
    failed: json.numFailedTests + json.numRuntimeErrorTestSuites,
    skipped: json.numPendingTests + json.numTodoTests,
  };
  return honest(counts, exitCode);
}

/** pytest's JUnit XML: totals are attributes of each `<testsuite>`. */
export function fromJUnit(report: string, exitCode: number): Counts {
  const suites = [...readFileSync(report, "utf8").matchAll(/<testsuite\s[^>]*>/g)].map(([tag]) => tag);
  const total = (name: string) =>
    suites.reduce((sum, tag) => sum + Number(new RegExp(` ${name}="(\\d+)"`).exec(tag)?.[1] ?? 0), 0);
  const [failed, skipped] = [total("failures") + total("errors"), total("skipped")];
  return honest({ passed: total("tests") - failed - skipped, failed, skipped }, exitCode);
}

/** A suite that ran nothing, or failed without a failed test, counts as one more failure. */
function honest(counts: Counts, exitCode: number): Counts {
  const silent = counts.failed === 0 && (exitCode !== 0 || counts.passed === 0);
  return silent ? { ...counts, failed: 1 } : counts;
}

/** A suite that left no readable report has crashed. */
export function countOrCrash(count: () => Counts): Counts {
  try {
    return count();
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

export const sum = (all: Counts[]): Counts =>
  all.reduce(
    (total, { passed, failed, skipped }) => ({
      passed: total.passed + passed,
      failed: total.failed + failed,
      skipped: total.skipped + skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );

/** `12 passed, 0 failed`, and how many were skipped when any were. */
export const countsLine = ({ passed, failed, skipped }: Counts): string =>
  `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ""}`;
