import { auditWarnings } from "../../../functions/core/fan-in/audits";
import { runWarnings } from "../../../functions/core/run/outcome";

const failed = (test: string, fields: object = {}) => ({
  test,
  severity: "warn" as const,
  passed: false,
  failures: 2,
  examples: ["{'id': 1}", "{'id': 2}"],
  ...fields,
});

test("a test that failed and only warns is told with its rows", () => {
  const tests = [
    failed("not_null(name)"),
    failed("row_count_change(max 10 %): 1 to 2 rows", { failures: 1, examples: [] }),
    failed("unique(id)", { passed: true, failures: 0, examples: [] }),
    failed("unique(name)", { severity: "halt" }),
  ];
  expect(auditWarnings({ tests })).toEqual([
    "The test not_null(name) warns: 2 failing rows, for example {'id': 1}; {'id': 2}.",
    "The test row_count_change(max 10 %): 1 to 2 rows warns: 1 failing row.",
  ]);
});

test("a report that is older than severities warns of nothing", () => {
  expect(auditWarnings({ tests: [{ test: "unique(id)", passed: true, failures: 0 }] })).toEqual([]);
  expect(auditWarnings({})).toEqual([]);
});

test("many warnings are counted", () => {
  const tests = Array.from({ length: 7 }, (_, at) => failed(`not_null(c${at})`));
  expect(auditWarnings({ tests }).slice(4)).toEqual([
    expect.stringContaining("not_null(c4)"),
    "And 2 more tests warn.",
  ]);
  const mart = { mart: "fact_sales", batch_date: "2026-03-01", status: "BUILT" as const, warnings: ["A."] };
  expect(runWarnings([mart])).toEqual(["Mart fact_sales of 2026-03-01: A."]);
  expect(runWarnings(Array.from({ length: 12 }, () => mart)).slice(9)).toEqual([
    "Mart fact_sales of 2026-03-01: A.",
    "And 2 more.",
  ]);
});
