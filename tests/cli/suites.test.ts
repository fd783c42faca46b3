import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../../functions/cli/paths";
import { countOrCrash, countsLine, fromExitCode, fromJest, fromJUnit, sum } from "../../functions/cli/suites/counts";
import { sideBySide } from "../../functions/cli/suites/side-by-side";
import { slowest, timesOfJest, timesOfJUnit } from "../../functions/cli/suites/slowest";

const folder = mkdtempSync(join(tmpdir(), "sluice-suites-"));
function report(text: string): string {
  writeFileSync(join(folder, "report"), text);
  return join(folder, "report");
}
const jestReport = (fields: object) =>
  report(
    JSON.stringify({
      numPassedTests: 3,
      numFailedTests: 0,
      numPendingTests: 0,
      numTodoTests: 0,
      numRuntimeErrorTestSuites: 0,
      ...fields,
    }),
  );
const junit = (attributes: string) =>
  report(`<testsuites><testsuite name="pytest" ${attributes} time="1"></testsuite></testsuites>`);

test.each([
  ["a linter that passes", () => fromExitCode("", 0), [1, 0, 0]],
  ["a linter that does not", () => fromExitCode("", 1), [0, 1, 0]],
  ["jest, all good", () => fromJest(jestReport({ numPendingTests: 1 }), 0), [3, 0, 1]],
  ["jest with a file that does not load", () => fromJest(jestReport({ numRuntimeErrorTestSuites: 1 }), 1), [3, 1, 0]],
  ["jest that fails after its tests", () => fromJest(jestReport({}), 1), [3, 1, 0]],
  ["jest that ran nothing", () => fromJest(jestReport({ numPassedTests: 0 }), 0), [0, 1, 0]],
  ["pytest", () => fromJUnit(junit('errors="1" failures="2" skipped="3" tests="10"'), 1), [4, 3, 3]],
  ["pytest that ran nothing", () => fromJUnit(junit('errors="0" failures="0" skipped="0" tests="0"'), 5), [0, 1, 0]],
  ["a suite that left no report", () => countOrCrash(() => fromJUnit(join(folder, "none"), 0)), [0, 1, 0]],
  ["a report that was cut off", () => countOrCrash(() => fromJest(report('{"numPassed'), 0)), [0, 1, 0]],
])("%s is counted", (_, count, [passed, failed, skipped]) => {
  expect(count()).toEqual({ passed, failed, skipped });
});

test("the closing line has exactly this form", () => {
  expect(countsLine(sum([fromExitCode("", 0), fromExitCode("", 1)]))).toBe("1 passed, 1 failed");
  expect(countsLine({ passed: 2, failed: 0, skipped: 3 })).toBe("2 passed, 0 failed, 3 skipped");
});

test("the slowest tests of both kinds of report come first", () => {
  const jest = timesOfJest(
    report(
      JSON.stringify({
        testResults: [
          {
            name: join(ROOT, "tests/a.test.ts"),
            assertionResults: [
              { fullName: "runs", duration: 1500 },
              { fullName: "was not run", duration: null },
            ],
          },
        ],
      }),
    ),
  );
  const pytest = timesOfJUnit(
    report(
      '<testsuites><testsuite tests="1"><testcase classname="tests.b" name="a[&lt;]" time="2.5"/></testsuite></testsuites>',
    ),
  );
  expect(slowest([...jest, ...pytest], 2)).toEqual([
    { test: "tests.b: a[<]", seconds: 2.5 },
    { test: "tests/a.test.ts: runs", seconds: 1.5 },
  ]);
});

test("suites begin in their order, the next as soon as an earlier one has ended", async () => {
  const [events, ends]: [string[], Map<string, () => void>] = [[], new Map()];
  const work = (name: string) => {
    events.push(name);
    return new Promise<string>((resolve) => ends.set(name, () => resolve(name.toUpperCase())));
  };
  const end = async (name: string) => {
    ends.get(name)?.();
    await new Promise(setImmediate);
  };
  const all = sideBySide(["a", "b", "c", "d"], 2, work);
  expect(events).toEqual(["a", "b"]);
  await end("b");
  expect(events).toEqual(["a", "b", "c"]);
  await end("c");
  await end("a");
  await end("d");
  expect([events, await all]).toEqual([
    ["a", "b", "c", "d"],
    ["A", "B", "C", "D"],
  ]);
});
