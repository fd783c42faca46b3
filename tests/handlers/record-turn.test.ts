import type { JobFailure, Load, Turn } from "../../functions/core/documents";
import type { Place } from "../../functions/core/ledger/line";

jest.mock("../../functions/aws/ledger");
jest.mock("../../functions/aws/reports", () => ({
  ...jest.requireActual("../../functions/aws/reports"),
  findFailure: jest.fn(),
  findReport: jest.fn(),
}));
jest.mock("../../functions/aws/executions");

import { answerTask } from "../../functions/aws/executions";
import { lineLedger, recordTurn } from "../../functions/aws/ledger";
import { beside, findFailure, findReport } from "../../functions/aws/reports";
import { recordTurnHandler } from "../../functions/handlers/record-turn";

const TURN = "s3://staging/_turns/shop_orders/me/0.json";
const INPUT = {
  load: { table: "shop/orders", load_id: "a" },
  turn: TURN,
  execution_arn: "arn:me",
  failure: null,
  attempts: 0,
};
const ENDED = { Error: "States.TaskFailed", Cause: '{"Id": "jr", "JobRunState": "FAILED", "JobName": "j"}' };
const FAILED = { ...INPUT, failure: ENDED, attempts: 1 };

function place(load_id: string, fields: Partial<Place> = {}): Place {
  const staged = { load_id, batch_date: "2026-03-01", loaded_at: "", sequencer: "" } as Load;
  const own = { status: "LOADING" as const, loaded_by: "arn:me", token: `token-${load_id}` };
  const waits = {
    execution_arn: load_id === "a" ? "arn:me" : `arn:${load_id}`,
    report: `s3://staging/${load_id}.json`,
  };
  return {
    load_id,
    table: "shop/orders",
    staged,
    facts: {},
    approve: [],
    withdraw: [],
    run_id: "r",
    ...waits,
    ...own,
    ...fields,
  };
}

/** The line before and after the record, and the documents in S3. */
function given(before: Place[], after: Place[], documents: Record<string, unknown>): void {
  jest.mocked(lineLedger.line).mockReset().mockResolvedValueOnce(before).mockResolvedValueOnce(after);
  const own = after.find(({ load_id }) => load_id === "a") ?? null;
  jest.mocked(lineLedger.findPlace).mockResolvedValue(own);
  const turn = { loads: [{ report: "s3://staging/a.json" }, { report: "s3://staging/b.json" }] } as Turn;
  const all: Record<string, unknown> = { [TURN]: turn, ...documents };
  jest.mocked(findReport).mockImplementation(async (uri) => all[uri] ?? null);
  jest.mocked(findFailure).mockImplementation(async (uri) => (all[beside(uri, "failure")] as JobFailure) ?? null);
  jest.mocked(answerTask).mockResolvedValue(true);
}

beforeEach(() => {
  jest.resetAllMocks();
  process.env.RETRY_TIMEOUTS = "false";
});

describe("record-turn", () => {
  it("records the loads of the turn, tells who waits for them, and wakes the next in line", async () => {
    const decided = [place("a", { status: "LOADED" }), place("b", { status: "LOADED" })];
    const next = place("d", { status: "WAITING", loaded_by: undefined as never });
    // "c" came into the places by an answer that was late: the job run knew nothing of it.
    given([place("a"), place("b"), place("c"), next], [...decided, next], {});
    const told = await recordTurnHandler(INPUT);
    expect(told).toEqual({ status: "LOADED", failure: null, turn: null, loads: 0 });
    expect(recordTurn).toHaveBeenCalledWith("shop/orders", "arn:me", [
      { load_id: "a", status: "LOADED" },
      { load_id: "b", status: "LOADED" },
      { load_id: "c", status: "WAITING" },
    ]);
    expect(jest.mocked(answerTask).mock.calls.toSorted()).toEqual([
      ["token-b", { status: "LOADED", failure: null }],
      ["token-d", { status: "WAITING", failure: null }],
    ]);
  });

  it("reads why a load failed, and answers so for the own one", async () => {
    const why = { error: "RowContractError", error_message: "line 3." };
    const failure: JobFailure = { job_run: "jr", ...why, retryable: false };
    given([place("a"), place("b")], [place("a", { status: "FAILED", ...why })], {
      "s3://staging/a.failure.json": failure,
      "s3://staging/b.json": {},
    });
    const told = await recordTurnHandler(FAILED);
    expect(told).toMatchObject({ status: "FAILED", failure: { Error: "RowContractError", Cause: "line 3." } });
    expect(recordTurn).toHaveBeenCalledWith("shop/orders", "arn:me", [
      { load_id: "a", status: "FAILED", ...why },
      { load_id: "b", status: "LOADED" },
    ]);
  });

  it("asks for another run of the job once where it was ended, and records nothing yet", async () => {
    const documents = { "s3://staging/b.json": {}, [beside(TURN, "begun")]: { load_id: "a" } };
    given([place("a"), place("b")], [place("a")], documents);
    expect(await recordTurnHandler(FAILED)).toEqual({ status: "LOADING", failure: null, turn: TURN, loads: 2 });
    expect([recordTurn, answerTask].map((each) => jest.mocked(each).mock.calls.length)).toEqual([0, 0]);
    given([place("a"), place("b")], [place("a", { status: "WAITING" })], documents);
    expect(await recordTurnHandler({ ...FAILED, attempts: 2 })).toMatchObject({ status: "WAITING" });
    expect(recordTurn).toHaveBeenCalledWith("shop/orders", "arn:me", [
      { load_id: "a", status: "WAITING" },
      { load_id: "b", status: "LOADED" },
    ]);
  });

  it("blames the load that no job run came through, and leaves the others in line", async () => {
    const why = { error: "Glue.JobRunFailed", error_message: "The run jr of the job j ended as FAILED." };
    given([place("a"), place("b")], [place("a", { status: "WAITING" })], {
      [beside(TURN, "begun")]: { load_id: "b" },
    });
    await recordTurnHandler({ ...FAILED, attempts: 2 });
    expect(recordTurn).toHaveBeenCalledWith("shop/orders", "arn:me", [
      { load_id: "a", status: "WAITING" },
      { load_id: "b", status: "FAILED", ...why },
    ]);
  });

  it.each([
    ["is left in line", place("a", { status: "WAITING" })],
    ["another execution has taken meanwhile", place("a", { loaded_by: "arn:other" })],
    ["another execution has brought again", place("a", { status: "LOADED", execution_arn: "arn:other" })],
  ])("stands in line again for a load that %s", async (_title, after) => {
    given([place("a")], [after], {});
    expect(await recordTurnHandler(INPUT)).toEqual({ status: "WAITING", failure: null, turn: null, loads: 0 });
  });
});
