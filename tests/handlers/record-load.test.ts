import type { Load } from "../../functions/core/documents";
import type { LoadItem } from "../../functions/core/ledger/items";

jest.mock("../../functions/aws/ledger");
jest.mock("../../functions/aws/batches");
jest.mock("../../functions/aws/reports", () => ({
  ...jest.requireActual("../../functions/aws/reports"),
  findReport: jest.fn(),
  readReport: jest.fn(),
}));
jest.mock("../../functions/aws/definitions");
jest.mock("../../functions/aws/quarantine");

import { readBatch } from "../../functions/aws/batches";
import { loadDefinitions } from "../../functions/aws/definitions";
import {
  isShapeKnown,
  leave,
  loadsOfDate,
  recordLoaded,
  recordLoadFailure,
  recordPart,
  recordRejectedPart,
  recordReleasedPart,
  recordWithdrawn,
  releaseLoad,
} from "../../functions/aws/ledger";
import { quarantine } from "../../functions/aws/quarantine";
import { findReport, readReport } from "../../functions/aws/reports";
import { recordLoadHandler } from "../../functions/handlers/record-load";
import { definitions, table } from "../core/fan-in/factory";

const LOAD = { load_id: "a", table: "shop/orders", key: "shop/orders/a.csv", batch_date: "2026-03-01" } as Load;
const OWNER = { run_id: "r", execution_arn: "arn:me" };
const AT = "2026-03-02T06:00:00.000Z";
const INPUT = {
  load: LOAD,
  staged: LOAD,
  withdraw: false,
  at: AT,
  ...OWNER,
  report: "s3://staging/r.json",
  facts: { shape: "s" },
  failure: null,
};
const ASIDE = "s3://quarantine/shop/orders/a.csv.invalid_rows/a/rows.jsonl";
const COUNTS = { rows_read: 3, rows_staged: 1, rows_unchanged: 1, rows_quarantined: 1 };
const SUSPENDED = { all: true, keys: 2, loads: 1, reason: "a key cannot be read" };
const TIES = { keys: 1, shown: ["id=1, at=2026-03-01 12:00:00"], sequence_by: "at" };
const REPORT = {
  load_id: "a",
  ...COUNTS,
  invalid_rows: ASIDE,
  unknown_keys: 1,
  deletes_suspended: SUSPENDED,
  ties: TIES,
};

beforeEach(() => {
  jest.resetAllMocks();
  process.env.QUARANTINE_BUCKET = "quarantine";
  jest.mocked(readReport).mockResolvedValue(REPORT);
  jest.mocked(recordLoaded).mockResolvedValue(true);
  jest.mocked(loadDefinitions).mockResolvedValue(definitions([table("shop/orders", { crawl: "on_schema_change" })]));
});

describe("record-load", () => {
  it.each([
    ["a new shape", false, true],
    ["a known shape", true, false],
  ])("records a load of %s and answers whether raw is to be crawled", async (_title, known, crawl) => {
    jest.mocked(isShapeKnown).mockResolvedValue(known);
    expect(await recordLoadHandler(INPUT)).toEqual({
      status: "LOADED",
      crawl,
      message: null,
      rows_read: 3,
      rows_quarantined: 1,
      invalid_rows: ASIDE,
      unknown_keys: 1,
      deletes_suspended: SUSPENDED,
      ties: TIES,
    });
    expect(recordLoaded).toHaveBeenCalledWith(LOAD, OWNER, REPORT);
    expect(leave).toHaveBeenCalledWith({ table: "shop/orders", load_id: "a", execution_arn: "arn:me" });
  });

  it("fails a load whose rows do not add up, before it is on record", async () => {
    jest.mocked(readReport).mockResolvedValue({ ...REPORT, rows_read: 4 });
    await expect(recordLoadHandler(INPUT)).rejects.toThrow(
      "shop/orders/a.csv: 4 rows were read, but 3 are accounted for (1 staged, 1 unchanged, 1 quarantined): this is a bug of the staging job.",
    );
    expect(recordLoaded).not.toHaveBeenCalled();
  });

  it("says so when another execution has taken the load over", async () => {
    jest.mocked(recordLoaded).mockResolvedValue(false);
    await expect(recordLoadHandler(INPUT)).rejects.toThrow(expect.objectContaining({ name: "LoadTakenOverError" }));
  });

  it.each([
    ["FileRejectedError", "REJECTED"],
    ["MassDeleteError", "HELD"],
    ["SnapshotPartError", "HELD"],
    ["ImplausibleDateError", "HELD"],
    ["States.Timeout", "FAILED"],
  ])("records %s as %s", async (error, status) => {
    const told = { error, error_message: "why" };
    expect(await recordLoadHandler({ ...INPUT, failure: { Error: error, Cause: "why" } })).toEqual(told);
    expect(recordLoadFailure).toHaveBeenCalledWith(LOAD, OWNER, status, told);
  });

  describe.each(["RowContractError", "DuplicateKeyError"])("of a load that Spark ended with %s", (error) => {
    const told = { error, error_message: "why" };
    const failure = { Error: "States.TaskFailed", Cause: JSON.stringify({ ErrorMessage: `${error}: why` }) };

    it("quarantines the file with the job's rejection, and records REJECTED", async () => {
      const rejection = { load_id: "a", reason: "why" };
      jest.mocked(findReport).mockResolvedValue(rejection);
      expect(await recordLoadHandler({ ...INPUT, failure })).toEqual(told);
      expect(findReport).toHaveBeenCalledWith("s3://staging/r.rejection.json");
      expect(quarantine).toHaveBeenCalledWith(LOAD, rejection);
      expect(recordLoadFailure).toHaveBeenCalledWith(LOAD, OWNER, "REJECTED", told);
    });

    it("records FAILED where the job left no rejection: another file was to blame", async () => {
      jest.mocked(findReport).mockResolvedValue(null);
      expect(await recordLoadHandler({ ...INPUT, failure })).toEqual(told);
      expect(quarantine).not.toHaveBeenCalled();
      expect(recordLoadFailure).toHaveBeenCalledWith(LOAD, OWNER, "FAILED", told);
    });
  });

  describe("of a withdrawal", () => {
    const HEIR = { ...LOAD, load_id: "b", loaded_at: "2026-03-01T05:00:00.000Z" };
    const WITHDRAWAL = { ...INPUT, staged: HEIR, withdraw: true, facts: {} };
    const told = { error: "MassDeleteError", error_message: "why" };

    it("records that the load is gone and its heir is loaded", async () => {
      const report = { ...REPORT, load_id: "b" };
      jest.mocked(readReport).mockResolvedValue(report);
      jest.mocked(recordWithdrawn).mockResolvedValue(true);
      expect(await recordLoadHandler(WITHDRAWAL)).toMatchObject({
        status: "WITHDRAWN",
        crawl: false,
        message:
          "2026-03-01 is what shop/orders/a.csv of 2026-03-01T05:00:00.000Z says, and shows nothing of this version.",
      });
      expect(recordWithdrawn).toHaveBeenCalledWith(LOAD, HEIR, OWNER, report, AT);
      expect(recordLoaded).not.toHaveBeenCalled();
    });

    it("records one without heir", async () => {
      const report = { ...REPORT, rewritten_batch_dates: [], snapshot_id: "7" };
      jest.mocked(readReport).mockResolvedValue(report);
      jest.mocked(recordWithdrawn).mockResolvedValue(true);
      await recordLoadHandler({ ...WITHDRAWAL, staged: LOAD });
      expect(recordWithdrawn).toHaveBeenCalledWith(LOAD, null, OWNER, report, AT);
    });

    it.each([
      ["MassDeleteError", "HELD"],
      ["FileRejectedError", "FAILED"],
      ["RowContractError", "FAILED"],
    ])("records %s as %s, lets go of the heir, and blames no file", async (error, status) => {
      expect(await recordLoadHandler({ ...WITHDRAWAL, failure: { Error: error, Cause: "why" } })).toEqual({
        ...told,
        error,
      });
      expect(recordLoadFailure).toHaveBeenCalledWith(LOAD, OWNER, status, { ...told, error });
      expect(releaseLoad).toHaveBeenCalledWith(HEIR, OWNER);
      expect(quarantine).not.toHaveBeenCalled();
    });
  });

  it("looks for no rejection after another error", async () => {
    await recordLoadHandler({ ...INPUT, failure: { Error: "MassDeleteError", Cause: "why" } });
    expect(findReport).not.toHaveBeenCalled();
  });

  describe("of a snapshot in parts", () => {
    const BATCH = { ...LOAD, load_id: "b", key: "shop/orders/dt=2026-03-01/" };
    const part = (load_id: string, fields = {}) =>
      ({ ...LOAD, load_id, key: `${BATCH.key}${load_id}`, ...fields }) as LoadItem;
    const closed = { ...INPUT, load: part("_SUCCESS"), staged: BATCH };
    const parts = [part("p0"), part("p1")];
    beforeEach(() => {
      jest
        .mocked(readBatch)
        .mockResolvedValue({ load_id: "b", parts: parts.map((load) => ({ load, facts: {} as never })) });
      jest.mocked(readReport).mockResolvedValue({ ...REPORT, load_id: "b", rewritten_batch_dates: [] });
      jest
        .mocked(loadsOfDate)
        .mockResolvedValue([
          part("p0", { status: "WAITING", facts: {} }),
          part("p1", { status: "HELD", facts: {} }),
          part("p2", { status: "WAITING", facts: {} }),
          part("_SUCCESS old", { status: "WAITING" }),
          part("_SUCCESS", { status: "CLAIMED" }),
          part("bad", { status: "REJECTED" }),
        ]);
    });

    it("records the batch first, then its parts and what was to close it", async () => {
      expect(await recordLoadHandler(closed)).toMatchObject({ status: "LOADED", rows_read: 3 });
      const report = { ...REPORT, load_id: "b", rewritten_batch_dates: [] };
      expect(recordLoaded).toHaveBeenCalledWith(BATCH, OWNER, report);
      expect(jest.mocked(recordPart).mock.calls.map(([load, , owner]) => [load.load_id, owner])).toEqual([
        ["p0", undefined],
        ["p1", undefined],
        ["_SUCCESS old", undefined],
        ["_SUCCESS", OWNER],
      ]);
    });

    it("lets the parts of a batch that is withdrawn wait", async () => {
      jest.mocked(recordWithdrawn).mockResolvedValue(true);
      await recordLoadHandler({ ...INPUT, load: BATCH, staged: BATCH, withdraw: true });
      const why = "its snapshot was withdrawn by the run r";
      expect(jest.mocked(recordReleasedPart).mock.calls).toEqual(parts.map((part) => [part, why]));
    });

    it("holds the batch and the file that closed it", async () => {
      const told = { error: "MassDeleteError", error_message: "why" };
      await recordLoadHandler({ ...closed, failure: { Error: told.error, Cause: "why" } });
      expect(recordLoadFailure).toHaveBeenCalledWith(BATCH, OWNER, "HELD", told);
      expect(recordLoadFailure).toHaveBeenCalledWith(closed.load, OWNER, "HELD", told);
    });

    it("rejects the part that Spark found at fault, whoever closed the batch", async () => {
      const told = { error: "RowContractError", error_message: "why" };
      jest.mocked(findReport).mockResolvedValue({ load_id: "p1" });
      await recordLoadHandler({ ...closed, failure: { Error: told.error, Cause: "why" } });
      expect(quarantine).toHaveBeenCalledWith(parts[1], { load_id: "p1" });
      expect(recordRejectedPart).toHaveBeenCalledWith(parts[1], told);
      expect(recordLoadFailure).toHaveBeenCalledWith(closed.load, OWNER, "FAILED", told);
    });
  });

  it("names the field that a state machine forgot", async () => {
    await expect(recordLoadHandler({ ...INPUT, facts: undefined })).rejects.toThrow(
      "The field facts of the input is missing, expected object: correct the state's Payload in statemachines/.",
    );
  });
});
