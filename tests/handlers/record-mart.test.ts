jest.mock("../../functions/aws/ledger");
jest.mock("../../functions/aws/reports");

import { recordBuilt, recordMartFailure, recordRollback } from "../../functions/aws/ledger";
import { findReport, readReport } from "../../functions/aws/reports";
import { recordMartHandler } from "../../functions/handlers/record-mart";

const BUILD = { mart: "fact_sales", batch_date: "2026-03-01" };
const INPUT = {
  run: { run_id: "r", execution_arn: "arn:me" },
  ...BUILD,
  rollback: false,
  report: "s3://mart/_reports/r.json",
  failure: null,
};
const test_ = (fields: object) => ({
  test: "not_null(x)",
  severity: "warn",
  passed: true,
  failures: 0,
  examples: [],
  ...fields,
});

beforeEach(() => jest.resetAllMocks());

test("a build is recorded with its report, and its result has what its tests warn of", async () => {
  const report = { ...BUILD, tests: [test_({}), test_({ passed: false, failures: 1, examples: ["{'x': None}"] })] };
  jest.mocked(readReport).mockResolvedValue(report);
  expect(await recordMartHandler(INPUT)).toEqual({
    ...BUILD,
    status: "BUILT",
    warnings: ["The test not_null(x) warns: 1 failing row, for example {'x': None}."],
  });
  expect(recordBuilt).toHaveBeenCalledWith("fact_sales", "2026-03-01", "arn:me", report);
});

test("a build whose tests passed warns of nothing", async () => {
  jest.mocked(readReport).mockResolvedValue({ ...BUILD, tests: [test_({})] });
  expect(await recordMartHandler(INPUT)).toEqual({ ...BUILD, status: "BUILT" });
});

test("a build that its tests halt is recorded as FAILED with the sentence and what it would be", async () => {
  const failure = {
    Error: "States.TaskFailed",
    Cause: JSON.stringify({ JobRunState: "FAILED", ErrorMessage: "MartTestError: 2 rows." }),
  };
  const told = { error: "MartTestError", error_message: "2 rows." };
  const held = { ...BUILD, published: false };
  jest
    .mocked(findReport)
    .mockResolvedValueOnce(held)
    .mockResolvedValueOnce({ ...held, batch_date: "2026-03-02" });
  expect(await recordMartHandler({ ...INPUT, failure })).toEqual({ ...BUILD, status: "FAILED", ...told });
  expect(findReport).toHaveBeenCalledWith("s3://mart/_reports/r.held.json");
  expect(recordMartFailure).toHaveBeenCalledWith("fact_sales", "2026-03-01", "arn:me", told, held);
  await recordMartHandler({ ...INPUT, failure });
  expect(recordMartFailure).toHaveBeenLastCalledWith("fact_sales", "2026-03-01", "arn:me", told, undefined);
});

describe("a rollback", () => {
  const ROLLBACK = { ...INPUT, batch_date: "previous", rollback: true };
  const report = {
    mart: "fact_sales",
    from_date: "2026-03-02",
    to_date: "2026-03-01",
    between: ["2026-03-02"],
    rows: 7,
  };

  test("is recorded, and its result says what is served", async () => {
    jest.mocked(readReport).mockResolvedValue(report);
    expect(await recordMartHandler(ROLLBACK)).toEqual({
      ...BUILD,
      status: "ROLLED_BACK",
      message: "2026-03-01 is served in place of 2026-03-02: 7 rows. The next build serves the date that it builds.",
    });
    expect(recordRollback).toHaveBeenCalledWith(report, "r");
  });

  test("that fails changes nothing on record", async () => {
    const failure = { Error: "States.TaskFailed", Cause: "MartRollbackError: things has no state yet." };
    expect(await recordMartHandler({ ...ROLLBACK, failure })).toMatchObject({
      batch_date: "the state before",
      status: "FAILED",
      error: "MartRollbackError",
    });
    expect(recordRollback).not.toHaveBeenCalled();
  });

  test("of another mart is refused", async () => {
    jest.mocked(readReport).mockResolvedValue({ ...report, mart: "other" });
    await expect(recordMartHandler(ROLLBACK)).rejects.toThrow(
      "The run report describes a rollback of other, expected fact_sales: roll the mart back again.",
    );
  });
});
