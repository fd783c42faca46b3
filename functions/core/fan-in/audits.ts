import type { MartReport, MartTestOutcome } from "../documents";

/** Warnings of a build that its result names; it counts the rest. The results of a run are one payload. */
const NAMED = 5;

/** Reports on record may be older than the newest fields. */
type Reported = { tests?: Partial<MartTestOutcome>[] };

/** A sentence for each test that failed and only warns: the mart is published all the same. */
export function auditWarnings({ tests = [] }: Reported | Partial<MartReport>): string[] {
  const failed = tests.filter(({ severity, passed }) => severity === "warn" && !passed).map(sentence);
  const rest = failed.length - NAMED;
  return rest > 0 ? [...failed.slice(0, NAMED), `And ${rest} more tests warn.`] : failed;
}

function sentence({ test, failures = 0, examples = [] }: Partial<MartTestOutcome>): string {
  const shown = examples.length > 0 ? `, for example ${examples.join("; ")}` : "";
  return `The test ${test} warns: ${failures} failing ${failures === 1 ? "row" : "rows"}${shown}.`;
}
