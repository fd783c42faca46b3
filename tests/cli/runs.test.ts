jest.mock("../../functions/aws/ledger");
jest.mock("../../functions/aws/executions");

import { endOf } from "../../functions/aws/executions";
import { findLoad, listRuns, martRequests, readRun } from "../../functions/aws/ledger";
import { describeRun } from "../../functions/cli/run/describe";
import { findRunBy } from "../../functions/cli/run/find";
import { asTheyAre } from "../../functions/cli/run/over";
import { runsTable, shortId } from "../../functions/cli/runs-table";
import type { LoadItem, RunItem } from "../../functions/core/ledger/items";

const KEY = "shop/orders/a.csv";
const LOAD = { load_id: "l1", table: "shop/orders", key: KEY, batch_date: "2026-03-01" };
const run = (fields: object) =>
  ({
    run_id: "3f2a91c0-1111",
    execution_arn: "arn:r",
    started_at: "2026-03-01T06:00:00.000Z",
    finished_at: "2026-03-01T06:00:12.300Z",
    status: "SUCCEEDED",
    key: KEY,
    trigger: { "detail-type": "Object Created", detail: {} },
    loads: [LOAD],
    marts: [],
    error: null,
    ignored: null,
    ...fields,
  }) as unknown as RunItem;
const load = (fields: object) => ({ ...LOAD, run_id: "3f2a91c0-1111", ...fields }) as unknown as LoadItem;
const plain = (text: string) => text.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g"), "");
const HEAD = `Run         3f2a91c0-1111
Status      {} after 12.3 s
Started     2026-03-01T06:00:00.000Z by ${KEY}
Execution   arn:r`;
const head = (status: string) => HEAD.replace("{}", status);

beforeEach(() => {
  jest.resetAllMocks();
  jest.mocked(martRequests).mockResolvedValue([]);
});

describe("sluice runs RUN", () => {
  it("shows files with their changes, and marts with their rows", async () => {
    const report = { rows_read: 5, inserts: 1, updates: 2, deletes: 1, superseded: false };
    jest.mocked(findLoad).mockResolvedValue(load({ status: "LOADED", report }));
    const request = {
      batch_date: "2026-03-01",
      requested_by: "arn:r",
      report: { rows: 7, diff: { added: 2, gone: 0, changed: 1 } },
    };
    jest.mocked(martRequests).mockResolvedValue([request as never]);
    const marts = [
      { mart: "fact_sales", batch_date: "2026-03-01", status: "BUILT", warnings: ["The test a warns."] },
      { mart: "fact_sales", batch_date: "2026-03-02", status: "BUILT", built_by: "run-2" },
    ];
    expect(plain(await describeRun(run({ loads: [{ ...LOAD, status: "LOADED" }], marts })))).toBe(`${head("SUCCEEDED")}

Files
    ✔ shop/orders/a.csv  LOADED  5 rows: 1 inserted, 2 updated, 1 deleted

Marts
    ! fact_sales of 2026-03-01  BUILT  7 rows: 2 added, 0 gone, 1 changed
        The test a warns.
    ✔ fact_sales of 2026-03-02  BUILT  by the run run-2`);
    expect(plain(runsTable([run({ marts })]))).toContain("fact_sales (1 warning)");
  });

  it("shows the whole sentences of what failed, and the commands that do it again", async () => {
    const sentence = `The job broke: ${"x".repeat(600)}.`;
    const told = { error: "Glue.JobRunFailed", error_message: sentence };
    jest.mocked(findLoad).mockResolvedValue(load({ status: "FAILED", ...told }));
    const marts = [
      {
        mart: "fact_sales",
        batch_date: "2026-03-01",
        status: "FAILED",
        error: "MartTestError",
        error_message: "unique.",
      },
    ];
    const failed = run({
      status: "FAILED",
      loads: [{ ...LOAD, ...told, error_message: sentence.slice(0, 400) }],
      marts,
    });
    expect(plain(await describeRun(failed))).toBe(`${head("FAILED")}

Files
    ✖ shop/orders/a.csv  FAILED
        Glue.JobRunFailed: ${sentence}

Marts
    ✖ fact_sales of 2026-03-01  FAILED
        MartTestError: unique.

To do it again
    sluice run '{"key": "shop/orders/a.csv"}'
    sluice run '{"marts": ["fact_sales"], "batch_date": "2026-03-01"}'`);
  });

  it("shows why a run failed before it was planned, and a run that goes on", async () => {
    const told = { error: "InvalidInputError", error_message: "The input is [], expected an object." };
    const failed = run({ status: "FAILED", key: undefined, trigger: undefined, loads: [], ...told });
    expect(await describeRun(failed)).toContain("Error\n    InvalidInputError: The input is [], expected an object.");
    jest.mocked(findLoad).mockResolvedValue(load({ status: "CLAIMED" }));
    const trigger = { tables: ["shop/orders"], from: "2026-03-01" };
    const going = await describeRun(run({ status: "RUNNING", finished_at: undefined, key: null, trigger }));
    expect(going).toContain(`by sluice run '{"tables": ["shop/orders"], "from": "2026-03-01"}'`);
    expect(going).toContain("Files\n    - shop/orders/a.csv  CLAIMED");
  });

  it("names the command of a rollback that failed", async () => {
    const told = { error: "MartRollbackError", error_message: "fact_sales has no state yet." };
    const marts = [{ mart: "fact_sales", batch_date: "the state before", status: "FAILED", ...told }];
    const failed = run({ status: "FAILED", trigger: { rollback: "fact_sales" }, loads: [], marts, ...told });
    expect(plain(await describeRun(failed))).toContain(
      "✖ fact_sales of the state before  FAILED\n        MartRollbackError: fact_sales has no state yet.\n\n" +
        `To do it again\n    sluice run '{"rollback": "fact_sales"}'`,
    );
  });

  it("tells of a withdrawal what became of the rows, and how to finish one that failed", async () => {
    const trigger = { withdraw: "shop/orders/a.csv" };
    jest.mocked(findLoad).mockResolvedValue(load({ status: "WITHDRAWN" }));
    const gone = { ...LOAD, status: "WITHDRAWN", message: "Its rows are gone." };
    expect(plain(await describeRun(run({ status: "SUCCEEDED", trigger, loads: [gone] })))).toContain(
      "Files\n    ✔ shop/orders/a.csv  WITHDRAWN\n        Its rows are gone.",
    );
    for (const [status, commands] of [
      ["FAILED", 'To do it again\n    sluice run \'{"withdraw": "shop/orders/a.csv"}\''],
      ["HELD", "approve it: sluice run '{}'"],
    ] as const) {
      const told = { error: "SomeError", error_message: "Too many; approve it: sluice run '{}'" };
      jest.mocked(findLoad).mockResolvedValue(load({ status, ...told }));
      const text = plain(await describeRun(run({ status: "FAILED", trigger, loads: [{ ...LOAD, ...told }] })));
      expect(text.endsWith(commands)).toBe(true);
    }
  });

  it("says that a later run has attempted a load again", async () => {
    jest.mocked(findLoad).mockResolvedValue(load({ run_id: "another", status: "LOADED", report: { rows_read: 9 } }));
    const told = { error: "RawReadError", error_message: "Reading broke off." };
    const text = plain(await describeRun(run({ status: "FAILED", loads: [{ ...LOAD, ...told }] })));
    expect(text).toContain("The ledger has a later attempt of it, LOADED: see sluice runs another");
    expect(text).not.toContain("9 rows");
  });
});

describe("a run is found", () => {
  const RUNS = [run({ run_id: "abcdefgh-1" }), run({ run_id: "abcdefgh-2" }), run({ run_id: "zzz", key: null })];
  beforeEach(() => jest.mocked(listRuns).mockResolvedValue(RUNS));

  it("by its id, the beginning of it, or the file that started it", async () => {
    expect((await findRunBy("zz")).run_id).toBe("zzz");
    expect((await findRunBy("abcdefgh-2")).run_id).toBe("abcdefgh-2");
    expect((await findRunBy(KEY)).run_id).toBe("abcdefgh-1");
  });

  it("or said not to be", async () => {
    await expect(findRunBy("nope")).rejects.toThrow(
      "There is no run nope on record, expected the beginning of a run's id or the key of a file: sluice runs lists them.",
    );
    await expect(findRunBy("abc")).rejects.toThrow("2 runs begin with abc: give one of abcdefgh-1, abcdefgh-2.");
  });
});

test("the list shows as much of an id as tells it from the others, and deletes that are suspended", () => {
  expect([shortId("abcdefghijk", ["abcdefghijk"]), shortId("abcdefgh-1", ["abcdefgh-2"])]).toEqual([
    "abcdefgh",
    "abcdefgh-1",
  ]);
  const suspended = { all: true, keys: 1, loads: 1, reason: "x" };
  const loads = [{ ...LOAD, status: "LOADED", rows_quarantined: 1, deletes_suspended: suspended }];
  expect(plain(runsTable([run({ loads })]))).toMatch(/3f2a91c0 .* 1 loaded, 1 rows set aside, deletes suspended/);
});

describe("a run that the ledger has as RUNNING", () => {
  const going = run({ status: "RUNNING", finished_at: undefined });
  const ended = { status: "FAILED", error: null, cause: null, stopped_at: "2026-03-01T06:00:12.300Z" } as const;

  it("goes on while its execution does", async () => {
    jest.mocked(endOf).mockResolvedValue(null);
    expect(await asTheyAre([going, run({})])).toEqual([going, run({})]);
    expect(endOf).toHaveBeenCalledTimes(1);
  });

  it("is over when its execution is, whatever ended that", async () => {
    jest.mocked(readRun).mockResolvedValue(going);
    jest.mocked(endOf).mockResolvedValue({ ...ended, error: "States.DataLimitExceeded", cause: "Too large." });
    const [over] = await asTheyAre([going]);
    expect(over).toMatchObject({ status: "FAILED", error: "States.DataLimitExceeded", finished_at: ended.stopped_at });
    expect(plain(await describeRun(over as RunItem))).toContain(
      "States.DataLimitExceeded: The execution is over (FAILED), and recorded no outcome; files that it left CLAIMED can be loaded again. Step Functions says: Too large.",
    );
    jest.mocked(endOf).mockResolvedValue({ ...ended, status: "ABORTED" });
    expect(plain(runsTable(await asTheyAre([going])))).toContain("Execution.ABORTED: The execution is over (ABORTED)");
  });

  it("is what the ledger has by then, when it ended in between", async () => {
    jest.mocked(endOf).mockResolvedValue({ ...ended, status: "SUCCEEDED" });
    jest.mocked(readRun).mockResolvedValue(run({}));
    expect(await asTheyAre([going])).toEqual([run({})]);
  });
});
