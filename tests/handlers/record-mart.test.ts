jest.mock("../../functions/aws/ledger");
jest.mock("../../functions/aws/reports", () => ({
  ...jest.requireActual("../../functions/aws/reports"),
  findFailure: jest.fn(),
  findReport: jest.fn(),
  readReport: jest.fn(),
}));
jest.mock("../../functions/aws/executions");

import { isRunning } from "../../functions/aws/executions";
import { recordBuilds, recordRollback, requestsOf } from "../../functions/aws/ledger";
import { findFailure, findReport, readReport } from "../../functions/aws/reports";
import { recordMartHandler } from "../../functions/handlers/record-mart";

const [MINE, OTHER] = ["2026-03-01", "2026-03-02"];
const RUN = { run_id: "me", execution_arn: "arn:me", started_at: "2026-03-03T00:00:00Z" };
const INPUT = {
  run: RUN,
  mart: "sales",
  batch_dates: [MINE, OTHER],
  reports: "s3://mart/_reports/sales/me/0/",
  asked: [MINE],
  failure: null,
  attempts: 0,
};
const TOLD = { error: "MartTestError", error_message: "why" };
const request = (batch_date: string, status: string, fields = {}) =>
  ({ batch_date, status, revision: 1, requested_by: "arn:me", built_by: "arn:me", ...fields }) as never;

beforeEach(() => {
  jest.resetAllMocks();
  process.env.RETRY_TIMEOUTS = "false";
  jest.mocked(findFailure).mockResolvedValue(null);
  jest.mocked(readReport).mockImplementation(async (uri) => ({ mart: "sales", batch_date: uri.slice(-15, -5) }));
});

describe("record-mart", () => {
  it("records every date of the job run, tells of those this run asked for, and of all that were built", async () => {
    const other = request(OTHER, "BUILT", { requested_by: "arn:other" });
    jest.mocked(requestsOf).mockResolvedValue([request(MINE, "BUILT"), other]);
    expect(await recordMartHandler(INPUT)).toEqual({
      batch_dates: [],
      results: [{ mart: "sales", batch_date: MINE, status: "BUILT" }],
      asked: [],
      built: [
        { mart: "sales", batch_date: MINE },
        { mart: "sales", batch_date: OTHER },
      ],
    });
    expect(recordBuilds).toHaveBeenCalledWith("sales", "arn:me", {
      built: [
        { mart: "sales", batch_date: MINE },
        { mart: "sales", batch_date: OTHER },
      ],
      failed: [],
      left: [],
    });
  });

  it.each([
    ["leaves the failure of a date to the run that asked for it", true, []],
    ["tells it where that run has ended", false, [{ mart: "sales", batch_date: OTHER, status: "FAILED" }]],
  ])("%s", async (_title, running, results) => {
    jest.mocked(findReport).mockResolvedValue(null);
    jest.mocked(isRunning).mockResolvedValue(running);
    const failed = request(OTHER, "FAILED", { requested_by: "arn:other", ...TOLD });
    jest.mocked(requestsOf).mockResolvedValue([request(MINE, "REQUESTED"), failed]);
    const failure = { Error: "States.TaskFailed", Cause: '{"ErrorMessage": "MartTestError: why"}' };
    expect(await recordMartHandler({ ...INPUT, failure })).toEqual({
      batch_dates: [],
      results,
      asked: [MINE],
      built: [],
    });
    expect(isRunning).toHaveBeenCalledWith("arn:other");
  });

  it("asks for another run of a job that was ended, and records nothing yet", async () => {
    jest.mocked(findReport).mockResolvedValue(null);
    const failure = { Error: "States.TaskFailed", Cause: '{"JobRunState": "FAILED"}' };
    expect(await recordMartHandler({ ...INPUT, failure, attempts: 1 })).toEqual({
      batch_dates: [MINE, OTHER],
      results: [],
      asked: [MINE],
      built: [],
    });
    expect(recordBuilds).not.toHaveBeenCalled();
  });

  it("reads why a date failed, and the reports of those that did not", async () => {
    jest.mocked(requestsOf).mockResolvedValue([]);
    jest
      .mocked(findReport)
      .mockImplementation(async (uri) =>
        uri === `${INPUT.reports}${MINE}.json`
          ? { mart: "sales", batch_date: MINE }
          : uri === `${INPUT.reports}${OTHER}.failure.json`
            ? { mart: "sales", batch_date: OTHER, ...TOLD }
            : null,
      );
    await recordMartHandler({ ...INPUT, failure: { Error: "States.TaskFailed", Cause: "x" } });
    expect(recordBuilds).toHaveBeenCalledWith("sales", "arn:me", {
      built: [{ mart: "sales", batch_date: MINE }],
      failed: [{ batch_date: OTHER, ...TOLD }],
      left: [],
    });
  });
});

it("record-mart takes no conflict of an earlier job run for the end of the last", async () => {
  jest.mocked(requestsOf).mockResolvedValue([]);
  const conflict = { error: "CommitConflictError", error_message: "main moved", retryable: true, job_run: "jr_1" };
  jest.mocked(findReport).mockImplementation(async (uri) => (uri.endsWith(".failure.json") ? conflict : null));
  const failure = { Error: "States.TaskFailed", Cause: '{"JobRunState": "FAILED", "Id": "jr_2", "JobName": "j"}' };
  await recordMartHandler({ ...INPUT, batch_dates: [MINE], failure, attempts: 2 });
  const told = { error: "Glue.JobRunFailed", error_message: "The run jr_2 of the job j ended as FAILED." };
  expect(recordBuilds).toHaveBeenCalledWith("sales", "arn:me", {
    built: [],
    failed: [{ batch_date: MINE, ...told }],
    left: [],
  });
});

describe("a rollback", () => {
  const ROLLBACK = {
    run: { run_id: "r", execution_arn: "arn:me" },
    mart: "fact_sales",
    batch_date: "previous",
    rollback: true,
    report: "s3://mart/_reports/r.json",
    failure: null,
    attempts: 0,
  };
  const BUILD = { mart: "fact_sales", batch_date: "2026-03-01" };
  const report = {
    mart: "fact_sales",
    from_date: "2026-03-02",
    to_date: "2026-03-01",
    between: ["2026-03-02"],
    rows: 7,
  };

  test("is recorded, and its result says what is served", async () => {
    jest.mocked(readReport).mockResolvedValue(report);
    const message =
      "2026-03-01 is served in place of 2026-03-02: 7 rows. The next build serves the date that it builds.";
    expect(await recordMartHandler(ROLLBACK)).toEqual({
      again: false,
      marts: [{ ...BUILD, status: "ROLLED_BACK", message }],
    });
    expect(recordRollback).toHaveBeenCalledWith(report, "r");
  });

  test("that fails changes nothing on record", async () => {
    const failure = { Error: "States.TaskFailed", Cause: "MartRollbackError: things has no state yet." };
    expect(await recordMartHandler({ ...ROLLBACK, failure })).toMatchObject({
      again: false,
      marts: [{ batch_date: "the state before", status: "FAILED", error: "MartRollbackError" }],
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
