jest.mock("../../functions/aws/ledger");
const send = jest.fn();
jest.mock("@aws-sdk/client-sfn", () => ({
  SFNClient: class {
    send = send;
  },
  StartExecutionCommand: class {
    constructor(readonly start: unknown) {}
  },
  DescribeExecutionCommand: class {
    constructor(readonly describe: unknown) {}
  },
}));

import { Readable } from "node:stream";
import { findLoad, findRun, martRequests, readRun } from "../../functions/aws/ledger";
import { describeStage } from "../../functions/cli/environment";
import { confirmed, everyMart } from "../../functions/cli/run/confirm";
import { readInput } from "../../functions/cli/run/input";
import { runWithProgress } from "../../functions/cli/run/watch";
import { forStage } from "../../functions/cli/stage-commands";
import type { LoadItem, RunItem } from "../../functions/core/ledger/items";
import { definitions, mart, table } from "../core/fan-in/factory";

const DEFINITIONS = definitions([table("shop/orders")], [mart("fact_sales", 0, "shop/orders:daily")]);
const plain = (text: string) => text.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g"), "");

describe("the input of sluice run", () => {
  it.each([
    ["{}", {}],
    ['{"key": "shop/orders/a.csv", "approve_deletes": true}', { key: "shop/orders/a.csv", approve_deletes: true }],
    ['{"marts": ["fact_sales"], "batch_date": "2026-03-01"}', { marts: ["fact_sales"], batch_date: "2026-03-01" }],
  ])("is %s", async (typed, input) => {
    expect(await readInput(typed, DEFINITIONS)).toEqual(input);
    expect(await readInput("-", DEFINITIONS, Readable.from([typed]))).toEqual(input);
  });

  it.each([
    ["{key: a}", /^The input is no JSON \(.+\); nothing was started. Write it in single quotes, such as sluice run '/],
    ["", /^The input is no JSON/],
    ["[]", /^The input is \[\], expected an object; nothing was started. Expected /],
    ['{"keys": ["a"]}', /^The input has none of the fields .*, but keys; nothing was started/],
    [
      '{"marts": ["fact_sale"]}',
      /^The field marts names "fact_sale", expected some of fact_sales; nothing was started/,
    ],
  ])("is not %s, which is refused before anything is started", async (typed, sentence) => {
    await expect(readInput(typed, DEFINITIONS)).rejects.toThrow(sentence);
  });

  it("is asked for where it would build every mart and nobody can confirm it", async () => {
    await expect(confirmed(everyMart(["fact_sales"], "dev"))).rejects.toThrow(
      "Without an input every mart is built again (fact_sales): confirm it with --yes, or give an input; sluice run --help has examples.",
    );
  });
});

describe("sluice run", () => {
  const STAGE = describeStage("dev", "eu-west-1", "123456789012");
  const ARN = `${STAGE.stateMachine("pipeline").replace(":stateMachine:", ":execution:")}:r1`;
  const LOAD = { load_id: "l1", table: "shop/orders", key: "shop/orders/a.csv", batch_date: "2026-03-01" };
  const run = (fields: object) =>
    ({ run_id: "r1", execution_arn: ARN, loads: [LOAD], marts: [], error: null, ...fields }) as unknown as RunItem;
  const load = (fields: object) => ({ ...LOAD, run_id: "r1", ...fields }) as unknown as LoadItem;
  const printed = jest.spyOn(console, "log").mockImplementation(() => undefined);
  const lines = () => printed.mock.calls.map(([text]) => plain(String(text)));

  beforeEach(() => {
    jest.resetAllMocks();
    jest.mocked(martRequests).mockResolvedValue([]);
  });
  const executed = (...statuses: string[]) => {
    send.mockResolvedValueOnce({ executionArn: ARN });
    for (const status of statuses) send.mockResolvedValueOnce({ status });
  };

  it("starts the pipeline of the stage, and prints a file as soon as it has ended and the marts after that", async () => {
    executed("RUNNING", "RUNNING", "SUCCEEDED");
    const report = { rows_read: 2, inserts: 1, updates: 0, deletes: 1 };
    jest
      .mocked(findRun)
      .mockResolvedValueOnce(null)
      .mockResolvedValueOnce(run({ status: "RUNNING" }));
    jest.mocked(findLoad).mockResolvedValue(load({ status: "LOADED", report }));
    const marts = [{ mart: "fact_sales", batch_date: "2026-03-01", status: "BUILT" }];
    jest.mocked(readRun).mockResolvedValue(run({ status: "SUCCEEDED", loads: [{ ...LOAD, status: "LOADED" }], marts }));
    const request = { batch_date: "2026-03-01", requested_by: ARN, report: { rows: 120 } };
    jest.mocked(martRequests).mockResolvedValue([request as never]);
    expect(await runWithProgress({ key: LOAD.key }, STAGE, 60)).toBe(true);
    expect(send.mock.calls[0][0].start).toEqual({
      stateMachineArn: "arn:aws:states:eu-west-1:123456789012:stateMachine:sluice-dev-pipeline",
      input: '{"key":"shop/orders/a.csv"}',
    });
    expect(lines()).toEqual([
      "✔ shop/orders/a.csv  LOADED  2 rows: 1 inserted, 0 updated, 1 deleted",
      "✔ fact_sales of 2026-03-01  BUILT  120 rows",
      expect.stringMatching(/^The run r1 succeeded: 1 file, 1 mart in \d+\.\d s\.$/),
    ]);
  });

  it("fails for a load that is held, and prints the command with the stage", async () => {
    executed("FAILED");
    const sentence = `too many, or approve it: sluice run '{"key": "shop/orders/a.csv", "approve_deletes": true}'`;
    const told = { error: "MassDeleteError", error_message: sentence };
    jest.mocked(findRun).mockResolvedValue(run({ status: "FAILED", loads: [{ ...LOAD, ...told }], ...told }));
    jest.mocked(findLoad).mockResolvedValue(load({ status: "HELD", ...told }));
    expect(await runWithProgress({ key: LOAD.key }, STAGE, 60)).toBe(false);
    expect(lines()).toEqual([
      "‖ shop/orders/a.csv  HELD\n    MassDeleteError: too many, or approve it: " +
        `sluice run --stage dev '{"key": "shop/orders/a.csv", "approve_deletes": true}'`,
      expect.stringMatching(/^The run r1 ended as FAILED: 1 file, 0 marts in .* s\. See sluice runs --stage dev r1$/),
    ]);
  });

  it("fails for a mart, with its reason", async () => {
    executed("FAILED");
    const marts = [
      {
        mart: "fact_sales",
        batch_date: "2026-03-01",
        status: "FAILED",
        error: "MartTestError",
        error_message: "unique.",
      },
    ];
    jest.mocked(findRun).mockResolvedValue(run({ status: "FAILED", loads: [], marts }));
    expect(await runWithProgress({}, STAGE, 60)).toBe(false);
    expect(lines()[0]).toBe("✖ fact_sales of 2026-03-01  FAILED\n    MartTestError: unique.");
  });

  it("tells of a rollback what is served", async () => {
    executed("SUCCEEDED");
    const message = "2026-03-01 is served in place of 2026-03-02: 7 rows.";
    const marts = [{ mart: "fact_sales", batch_date: "2026-03-01", status: "ROLLED_BACK", message }];
    jest.mocked(findRun).mockResolvedValue(run({ status: "SUCCEEDED", loads: [], marts }));
    expect(await runWithProgress({ rollback: "fact_sales" }, STAGE, 60)).toBe(true);
    expect(lines()[0]).toBe(`✔ fact_sales of 2026-03-01  ROLLED BACK\n    ${message}`);
  });

  it("tells why a run failed that came to no file and no mart", async () => {
    executed("FAILED");
    const told = { error: "MartNotDueError", error_message: "fact_sales waits for the first load of shop/orders." };
    jest.mocked(findRun).mockResolvedValue(run({ status: "FAILED", loads: [], ...told }));
    expect(await runWithProgress({ marts: ["fact_sales"] }, STAGE, 60)).toBe(false);
    expect(lines()[0]).toBe("✖ MartNotDueError: fact_sales waits for the first load of shop/orders.");
  });

  it("tells of a file that was loaded before its crawl failed", async () => {
    executed("RUNNING", "FAILED");
    jest.mocked(findRun).mockResolvedValue(run({ status: "RUNNING" }));
    jest.mocked(findLoad).mockResolvedValue(load({ status: "LOADED", report: { rows_read: 1 } }));
    const told = { error: "CrawlFailedError", error_message: "The crawler ended as FAILED." };
    jest.mocked(readRun).mockResolvedValue(run({ status: "FAILED", loads: [{ ...LOAD, ...told }] }));
    expect(await runWithProgress({ key: LOAD.key }, STAGE, 60)).toBe(false);
    expect(lines().slice(0, 2)).toEqual([
      "✔ shop/orders/a.csv  LOADED  1 row: 0 inserted, 0 updated, 0 deleted",
      "✔ shop/orders/a.csv  LOADED  1 row: 0 inserted, 0 updated, 0 deleted\n    CrawlFailedError: The crawler ended as FAILED.",
    ]);
  });

  it("says that there was nothing to do", async () => {
    executed("SUCCEEDED");
    jest.mocked(findRun).mockResolvedValue(run({ status: "SUCCEEDED", loads: [] }));
    expect(await runWithProgress({}, STAGE, 60)).toBe(true);
    expect(lines()[0]).toBe("There was nothing to load, and no mart has data to build.");
  });
});

test("the commands of a message get the stage that it is about", () => {
  const text = "See sluice runs for the reason, then: sluice run '{}', sluice why fact_sales. sluice up";
  expect(forStage(text, "local")).toBe(text);
  expect(forStage(text, "dev")).toBe(
    "See sluice runs --stage dev for the reason, then: sluice run --stage dev '{}', sluice why --stage dev fact_sales. sluice up",
  );
});
