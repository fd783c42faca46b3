import { describeFailure } from "../../../functions/core/run/failure";
import { described, runOutcome } from "../../../functions/core/run/outcome";

describe("describeFailure", () => {
  it.each([
    [
      "a Lambda's error",
      {
        Error: "FileRejectedError",
        Cause: '{"errorType":"FileRejectedError","errorMessage":"line 3: ...","trace":[]}',
      },
      { error: "FileRejectedError", error_message: "line 3: ..." },
    ],
    [
      "a job's own error",
      {
        Error: "States.TaskFailed",
        Cause: '{"JobRunState":"FAILED","ErrorMessage":"MassDeleteError: 60 % would go."}',
      },
      { error: "MassDeleteError", error_message: "60 % would go." },
    ],
    [
      "a job that timed out",
      { Error: "States.TaskFailed", Cause: '{"JobName":"j","Id":"jr_1","JobRunState":"TIMEOUT"}' },
      { error: "Glue.JobRunTimeout", error_message: "The run jr_1 of the job j ended as TIMEOUT." },
    ],
    [
      "a nested execution, as AWS tells it",
      { Error: "States.TaskFailed", Cause: '{"Error":"FileRejectedError","Cause":"line 3: ...","Status":"FAILED"}' },
      { error: "FileRejectedError", error_message: "line 3: ..." },
    ],
    [
      "a nested execution, as others do",
      { Error: "FileRejectedError", Cause: "line 3: ..." },
      { error: "FileRejectedError", error_message: "line 3: ..." },
    ],
    [
      "a Java stack",
      {
        Error: "States.TaskFailed",
        Cause:
          '{"JobRunState":"FAILED","ErrorMessage":"Py4JJavaError: org.apache.spark.SparkException: Task failed\\n\\tat a.b(C.java:1)\\nCaused by: java.io.IOException: disk full\\n\\tat d"}',
      },
      {
        error: "Py4JJavaError",
        error_message: "org.apache.spark.SparkException: Task failed; caused by java.io.IOException: disk full",
      },
    ],
    [
      "a cause that was cut off",
      { Error: "States.Timeout", Cause: '{"half' },
      { error: "States.Timeout", error_message: '{"half' },
    ],
    [
      "a Lambda's error that was cut off",
      { Error: "FileRejectedError", Cause: '{"errorType":"FileRejectedError","errorMessage":"found \\"a\\", \\u00' },
      { error: "FileRejectedError", error_message: 'found "a", ' },
    ],
    [
      "a job run that was cut off",
      {
        Error: "States.TaskFailed",
        Cause: '{"Id":"jr_1","JobName":"j","JobRunState":"ERROR","Arguments":{"--load":"{\\"Id',
      },
      { error: "Glue.JobRunError", error_message: "The run jr_1 of the job j ended as ERROR." },
    ],
    ["nothing at all", {}, { error: "States.TaskFailed", error_message: "No cause was given." }],
  ])("reads %s", (_title, failure, told) => expect(describeFailure(failure)).toEqual(told));
});

describe("described", () => {
  it("takes the cause of a failed result apart, and leaves others alone", () => {
    const load: { key: string; error?: string } = { key: "b.csv" };
    const failed = { key: "a.csv", error: "FileRejectedError", error_message: '{"Cause":"line 3: \\"a' };
    expect(described(failed)).toEqual({ key: "a.csv", error: "FileRejectedError", error_message: 'line 3: "a' });
    expect(described(load)).toEqual(load);
  });
});

describe("runOutcome", () => {
  const load = { load_id: "a", table: "shop/orders", key: "shop/orders/a.csv", batch_date: "2026-03-01" };
  it("succeeds when everything did", () => {
    expect(
      runOutcome([{ ...load, status: "LOADED" }], [{ mart: "m", batch_date: "2026-03-01", status: "BUILT" }], null)
        .status,
    ).toBe("SUCCEEDED");
  });

  it("fails under the name of the first failure, and names all of them", () => {
    const failed = { ...load, error: "FileRejectedError", error_message: "line 3." };
    expect(
      runOutcome(
        [failed],
        [{ mart: "m", batch_date: "2026-03-01", status: "FAILED", error: "TestFailedError", error_message: "2 rows." }],
        null,
      ),
    ).toEqual({
      status: "FAILED",
      error: "FileRejectedError",
      error_message: "shop/orders/a.csv: line 3.\nMart m of 2026-03-01: 2 rows.",
    });
  });

  it("counts what it cannot name", () => {
    const loads = Array.from({ length: 12 }, () => ({ ...load, error: "E", error_message: "x" }));
    expect(runOutcome(loads, [], null).error_message).toMatch(/\nAnd 2 more\.$/);
  });
});
