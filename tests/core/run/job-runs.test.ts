import { deservesAnother } from "../../../functions/core/run/job-runs";

const LONG = "x".repeat(2000);
const FIRST = { attempts: 1, retryTimeouts: false };
const failed = (Cause: string) => ({ Error: "States.TaskFailed", Cause });
const run = (JobRunState: string) => JSON.stringify({ Arguments: { "--load": "{}" }, JobRunState, Log: LONG });

describe("a job runs again", () => {
  it.each([
    ["that FAILED without a word of its own", run("FAILED"), true],
    ["whose Cause was cut off", run("FAILED").slice(0, 80), true],
    ["whose Cause has spaces", '{"JobRunState": "FAILED"}', true],
    ["but not one that reached its time limit", run("TIMEOUT"), false],
    ["but not one whose job a trigger no longer found", run("ERROR"), false],
    ["but not one that somebody stopped", run("STOPPED"), false],
    [
      "but not one that quotes another in an argument",
      JSON.stringify({ Arguments: { "--load": run("FAILED") } }),
      false,
    ],
  ])("after a run %s", (_title, cause, expected) => {
    expect(deservesAnother(failed(cause), null, FIRST)).toBe(expected);
  });

  it("after one that reached its time limit, if the stage asks for it", () => {
    expect(deservesAnother(failed(run("TIMEOUT")), null, { ...FIRST, retryTimeouts: true })).toBe(true);
  });

  it.each([true, false])("after one that left a document, as this says (%s)", (retryable) => {
    expect(deservesAnother(failed(run("FAILED")), { retryable }, FIRST)).toBe(retryable);
  });

  it("only once", () => {
    expect(deservesAnother(failed(run("FAILED")), null, { ...FIRST, attempts: 2 })).toBe(false);
    expect(deservesAnother(failed(run("FAILED")), { retryable: true }, { ...FIRST, attempts: 2 })).toBe(false);
  });

  it.each([
    { Error: "States.Timeout", Cause: run("FAILED") },
    { Error: "FileRejectedError", Cause: "x" },
    { Error: "States.TaskFailed" },
  ])("not after a failure of anything else: %j", (failure) =>
    expect(deservesAnother(failure, null, FIRST)).toBe(false),
  );
});
