jest.mock("../../functions/aws/ledger");

import { findLoad, readRun, recordOutcome, requestsOf } from "../../functions/aws/ledger";
import { completeRunHandler } from "../../functions/handlers/complete-run";

const RUN = { run_id: "r", execution_arn: "arn:me", started_at: "2026-03-03T00:00:00Z" };
const [FIRST, SECOND] = ["a", "b"].map((load_id) => ({
  load_id,
  table: "shop/orders",
  key: `shop/orders/${load_id}.csv`,
  batch_date: "2026-03-01",
}));
const INPUT = { run: RUN, failure: null, finished_at: "2026-03-03T00:01:00Z" };
const LONG = "x".repeat(600);

beforeEach(() => {
  jest.resetAllMocks();
  jest.mocked(readRun).mockResolvedValue({ loads: [FIRST, SECOND] } as never);
});

it("complete-run reads in the ledger what the state machine passes on in a few words", async () => {
  const report = { rows_quarantined: 2, deletes_suspended: null };
  jest.mocked(findLoad).mockImplementation(async ({ load_id }) => {
    const outcome = load_id === "a" ? { report } : { error: "MassDeleteError", error_message: LONG };
    return { run_id: "r", ...outcome } as never;
  });
  const request = { batch_date: "2026-03-01", status: "FAILED", error: "MartTestError", error_message: "why" };
  jest.mocked(requestsOf).mockResolvedValue([{ ...request, revision: 1, requested_by: "arn:me" } as never]);
  const loads = [
    { load_id: "b", error: "MassDeleteError", error_message: "xx" },
    { load_id: "a", status: "LOADED" as const, message: null },
  ];
  const marts = [{ mart: "sales", batch_date: "2026-03-01", status: "FAILED" as const }];
  const error_message = `shop/orders/b.csv: ${LONG}\nMart sales of 2026-03-01: why`;
  const outcome = { status: "FAILED", error: "MassDeleteError", error_message };
  expect(await completeRunHandler({ ...INPUT, loads, marts })).toEqual({ ...outcome, warnings: [] });
  expect(recordOutcome).toHaveBeenCalledWith(RUN, outcome, {
    loads: [
      { ...FIRST, status: "LOADED", message: null, ...report },
      { ...SECOND, error: "MassDeleteError", error_message: LONG },
    ],
    marts: [{ ...marts[0], error: "MartTestError", error_message: "why" }],
    finished_at: INPUT.finished_at,
  });
});

it("complete-run records a run that failed before it was planned", async () => {
  jest.mocked(readRun).mockResolvedValue(null);
  const failure = { Error: "InvalidInputError", Cause: "wrong" };
  await completeRunHandler({ ...INPUT, failure, loads: [], marts: [] });
  const outcome = { status: "FAILED", error: "InvalidInputError", error_message: "wrong" };
  expect(recordOutcome).toHaveBeenCalledWith(RUN, outcome, { loads: [], marts: [], finished_at: INPUT.finished_at });
});
