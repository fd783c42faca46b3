jest.mock("../../functions/aws/ledger");
jest.mock("../../functions/aws/quarantine");
jest.mock("../../functions/aws/raw");
jest.mock("../../functions/aws/definitions");

import { loadDefinitions } from "../../functions/aws/definitions";
import { recordRun } from "../../functions/aws/ledger";
import { quarantine } from "../../functions/aws/quarantine";
import { findObject } from "../../functions/aws/raw";
import { planRunHandler } from "../../functions/handlers/plan-run";
import { definitions, mart, table } from "../core/fan-in/factory";

const RUN = { run_id: "r", execution_arn: "arn:r", started_at: "2026-03-01T06:00:00.000Z" };
const event = (key: string) => ({
  "detail-type": "Object Created",
  detail: { bucket: { name: "raw" }, object: { key } },
});

beforeEach(() => {
  jest.resetAllMocks();
  Object.assign(process.env, { RAW_BUCKET: "raw", STAGING_BUCKET: "staging", PREFIX: "sluice-dev" });
  jest.mocked(loadDefinitions).mockResolvedValue(definitions([table("shop/orders")]));
  jest.mocked(findObject).mockImplementation(async (version, sequencer) => ({
    ...version,
    sequencer,
    etag: "e",
    size: 9,
    loaded_at: "2026-03-01T06:00:00.000Z",
  }));
});

describe("plan-run", () => {
  it("puts the run on record with its loads", async () => {
    const plan = await planRunHandler({ run: RUN, input: event("shop/orders/a.csv") });
    expect(plan.tables[0]?.files).toHaveLength(1);
    expect(recordRun).toHaveBeenCalledWith(RUN, expect.objectContaining({ key: "shop/orders/a.csv", ignored: null }));
  });

  it("quarantines an object under no known table with its reason, then fails", async () => {
    await expect(planRunHandler({ run: RUN, input: event("shop/returns/a.csv") })).rejects.toThrow(
      expect.objectContaining({ name: "UnknownTableError" }),
    );
    const rejection = expect.objectContaining({ key: "shop/returns/a.csv", problem_count: 1, table: null });
    expect(quarantine).toHaveBeenCalledWith(expect.objectContaining({ key: "shop/returns/a.csv" }), rejection);
  });

  it("copies nothing onto the reason of another file", async () => {
    await expect(planRunHandler({ run: RUN, input: event("shop/orders/a.csv.rejection.json") })).rejects.toThrow(
      expect.objectContaining({ name: "ReservedKeyError" }),
    );
    expect(quarantine).not.toHaveBeenCalled();
  });

  it.each([[[]], [null], ["{}"], [7], [undefined]])(
    "tells %j as a wrong input, not as a fault of the state machine",
    async (input) => {
      await expect(planRunHandler({ run: RUN, input })).rejects.toThrow(
        expect.objectContaining({
          name: "InvalidInputError",
          message: expect.stringMatching(/^The input is .+, expected an object; nothing was started\. Expected /),
        }),
      );
    },
  );

  it("plans a rollback as one run of the mart's job", async () => {
    Object.assign(process.env, { MART_BUCKET: "marts" });
    jest.mocked(loadDefinitions).mockResolvedValue(definitions([], [mart("fact_sales", 0, "shop/orders:daily")]));
    const job = { mart: "fact_sales", job: "sluice-dev-mart-fact_sales" };
    const report = "s3://marts/_reports/fact_sales/r/rollback.json";
    const planned = async (input: object) => (await planRunHandler({ run: RUN, input })).rollback;
    expect(await planned({ rollback: "fact_sales" })).toEqual({ ...job, to: "previous", report });
    expect(await planned({ rollback: "fact_sales", to: "2026-03-01" })).toEqual({ ...job, to: "2026-03-01", report });
    expect(await planned({ marts: ["fact_sales"] })).toBeNull();
  });

  it("touches nothing when the input is none of its forms", async () => {
    await expect(planRunHandler({ run: RUN, input: { tabels: [] } })).rejects.toThrow("nothing was started");
    expect(findObject).not.toHaveBeenCalled();
    expect(quarantine).not.toHaveBeenCalled();
  });
});
