import type { MartFailure, MartReport } from "../../../functions/core/documents";
import { buildsAgain, lastFailure, martResult, outcomesOf } from "../../../functions/core/run/builds";

const [FIRST, SECOND, THIRD] = ["2026-03-01", "2026-03-02", "2026-03-03"] as const;
const nothing = (batch_date: string) => ({ batch_date, report: null, failure: null, held: null });
const report = (batch_date: string) => ({ mart: "sales", batch_date }) as MartReport;
const built = (batch_date: string) => ({ ...nothing(batch_date), report: report(batch_date) });
const failure = (batch_date: string): MartFailure => {
  const error_message = `sales as of ${batch_date}: 2 rows fail unique(id).`;
  return { mart: "sales", batch_date, job_run: "jr", error: "MartTestError", error_message, retryable: false };
};
const failed = (batch_date: string) => ({ ...nothing(batch_date), failure: failure(batch_date) });
const TIMEOUT = {
  Error: "States.TaskFailed",
  Cause: JSON.stringify({ Id: "jr", JobName: "j", JobRunState: "TIMEOUT" }),
};

describe("outcomesOf", () => {
  it("gives each date its own outcome: one that fails leaves the others alone", () => {
    const raised = {
      Error: "States.TaskFailed",
      Cause: JSON.stringify({ ErrorMessage: "MartTestError: 2 rows fail" }),
    };
    expect(outcomesOf("sales", [built(FIRST), failed(SECOND), built(THIRD)], raised)).toEqual({
      built: [report(FIRST), report(THIRD)],
      failed: [
        {
          batch_date: SECOND,
          error: "MartTestError",
          error_message: "sales as of 2026-03-02: 2 rows fail unique(id).",
        },
      ],
      left: [],
    });
  });

  it("leaves the dates to another job run that one which was ended did not come to", () => {
    expect(outcomesOf("sales", [built(FIRST), nothing(SECOND), nothing(THIRD)], TIMEOUT)).toEqual({
      built: [report(FIRST)],
      failed: [],
      left: [SECOND, THIRD],
    });
  });

  it("fails every date of a job run that came to none", () => {
    const told = { error: "Glue.JobRunTimeout", error_message: "The run jr of the job j ended as TIMEOUT." };
    expect(outcomesOf("sales", [nothing(FIRST), nothing(SECOND)], TIMEOUT)).toEqual({
      built: [],
      failed: [
        { batch_date: FIRST, ...told },
        { batch_date: SECOND, ...told },
      ],
      left: [],
    });
  });

  it("keeps the report of a date that its tests hold back", () => {
    const held = { ...report(FIRST), published: false };
    expect(outcomesOf("sales", [{ ...failed(FIRST), held }], TIMEOUT).failed).toMatchObject([
      { batch_date: FIRST, held },
    ]);
  });

  it("takes the report of a job run that went on after a failure", () => {
    const both = { ...built(FIRST), failure: failure(FIRST) };
    expect(outcomesOf("sales", [both], TIMEOUT)).toEqual({ built: [report(FIRST)], failed: [], left: [] });
  });

  it("refuses the report of another date", () => {
    expect(() => outcomesOf("sales", [{ ...built(FIRST), batch_date: SECOND }], null)).toThrow(
      "The run report describes sales of 2026-03-01, expected sales of 2026-03-02: build the mart again.",
    );
  });
});

describe("lastFailure", () => {
  it.each([
    ["the job run that failed", { retryable: true }, true],
    ["an earlier one, if it can be over", { retryable: true, job_run: "jr_before" }, false],
    ["an earlier one, if it stays", { job_run: "jr_before" }, true],
    ["a job run without an id", { retryable: true, job_run: null }, true],
  ])("of %s (%j): %s", (_title, fields, stands) => {
    const own = { ...failure(FIRST), ...fields };
    expect(lastFailure(own, TIMEOUT)).toEqual(stands ? own : null);
  });
});

describe("buildsAgain", () => {
  const ended = { Error: "States.TaskFailed", Cause: JSON.stringify({ JobRunState: "FAILED" }) };
  const overtaken = { ...failed(SECOND), failure: { ...failure(SECOND), retryable: true } };
  it.each([
    ["a date that the job run did not come to", [built(FIRST), nothing(SECOND)], ended, true],
    ["a date that compaction overtook", [failed(FIRST), overtaken], ended, true],
    ["no date that failed for good", [built(FIRST), failed(SECOND)], ended, false],
    ["no date of a job run that reached its time limit", [nothing(FIRST)], TIMEOUT, false],
    ["nothing after a success", [built(FIRST)], null, false],
  ])("goes on with %s", (_title, documents, cause, expected) => {
    expect(buildsAgain(documents, cause, { attempts: 1, retryTimeouts: false })).toBe(expected);
  });
});

describe("martResult", () => {
  const ARN = "arn:aws:states:us-east-1:0:execution:pipeline:run-2";
  const request = { batch_date: FIRST, revision: 3, requested_by: ARN, built_by: ARN } as const;
  it("names the run that has built the date, if it was another", () => {
    expect(martResult("sales", { ...request, status: "BUILT" }, ARN)).toEqual({
      mart: "sales",
      batch_date: FIRST,
      status: "BUILT",
    });
    expect(martResult("sales", { ...request, status: "BUILT" }, "arn:me")).toMatchObject({ built_by: "run-2" });
  });

  it("has what the tests of the build warn of", () => {
    const test = {
      test: "not_null(x)",
      severity: "warn" as const,
      passed: false,
      failures: 1,
      examples: ["{'x': None}"],
    };
    const warned = martResult("sales", { ...request, status: "BUILT", report: { tests: [test] } }, ARN);
    expect(warned.warnings).toEqual(["The test not_null(x) warns: 1 failing row, for example {'x': None}."]);
  });

  it("has the error of a date that failed", () => {
    const told = { error: "MartTestError", error_message: "why" };
    expect(martResult("sales", { ...request, status: "FAILED", ...told }, ARN)).toEqual({
      mart: "sales",
      batch_date: FIRST,
      status: "FAILED",
      ...told,
    });
  });
});
