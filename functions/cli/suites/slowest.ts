import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { SaxesParser } from "saxes";
import { ROOT } from "../paths";

/** A test and how long it took. */
export interface Timed {
  /** `core/keys/keys.test.ts: the key grammar ...` */
  test: string;
  seconds: number;
}

interface JestReport {
  testResults: { name: string; assertionResults: { fullName: string; duration?: number | null }[] }[];
}

/** Times from Jest's JSON. A test that did not run has no duration. */
export function timesOfJest(report: string): Timed[] {
  const { testResults } = JSON.parse(readFileSync(report, "utf8")) as JestReport;
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ fullName, duration }) => ({
      test: `${relative(ROOT, name)}: ${fullName}`,
      seconds: (duration ?? 0) / 1000,
    })),
  );
}

/** Times from pytest's JUnit XML. A test's time includes the fixtures that it set up. */
export function timesOfJUnit(report: string): Timed[] {
  const found: Timed[] = [];
  const parser = new SaxesParser();
  parser.on("opentag", ({ name, attributes: { classname = "", name: test = "", time = "0" } }) => {
    if (name === "testcase") found.push({ test: `${classname}: ${test}`, seconds: Number(time) });
  });
  parser.write(readFileSync(report, "utf8")).close();
  return found;
}

/** The `count` slowest tests, the slowest first. */
export const slowest = (times: readonly Timed[], count: number): Timed[] =>
  times.toSorted((a, b) => b.seconds - a.seconds).slice(0, count);
