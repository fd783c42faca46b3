jest.mock("../../functions/aws/ledger");
jest.mock("../../functions/aws/executions");
jest.mock("../../functions/aws/definitions");

import { loadDefinitions } from "../../functions/aws/definitions";
import { claimLoad, findLoad } from "../../functions/aws/ledger";
import { claimLoadHandler } from "../../functions/handlers/claim-load";
import { definitions, table } from "../core/fan-in/factory";

const LOAD = {
  load_id: "a",
  table: "f11/cards",
  key: "f11/cards/cards_20420104.csv",
  batch_date: "2042-01-04",
  loaded_at: "2024-01-03T06:00:00.000Z",
  sequencer: "",
};
const INPUT = { load: LOAD, run_id: "r", execution_arn: "arn:me", force: false, approve: [] };
const found = (fields: object) => jest.mocked(findLoad).mockResolvedValue({ ...LOAD, ...fields } as never);

beforeEach(() => {
  jest.resetAllMocks();
  jest.mocked(claimLoad).mockResolvedValue(true);
  jest.mocked(findLoad).mockResolvedValue(null);
  jest
    .mocked(loadDefinitions)
    .mockResolvedValue(definitions([table("f11/cards", { max_days_ahead: 2, first_date: null })]));
});

describe("claim-load", () => {
  it("holds a file from the future, once its load is on record", async () => {
    await expect(claimLoadHandler(INPUT)).rejects.toThrow(expect.objectContaining({ name: "ImplausibleDateError" }));
    expect(claimLoad).toHaveBeenCalled();
  });

  it("holds it on a replay too", async () => {
    found({ status: "HELD" });
    await expect(claimLoadHandler({ ...INPUT, force: true })).rejects.toThrow("speaks for 2042-01-04");
  });

  it("lets it pass once a person has approved it, also on a replay", async () => {
    expect(await claimLoadHandler({ ...INPUT, approve: ["date"] })).toMatchObject({ status: "CLAIMED" });
    found({ status: "LOADED", committed: true });
    expect(await claimLoadHandler({ ...INPUT, force: true })).toMatchObject({ status: "CLAIMED", approve: ["date"] });
  });

  it("asks nobody about a duplicate", async () => {
    found({ status: "LOADED", committed: true });
    expect(await claimLoadHandler(INPUT)).toMatchObject({ status: "DUPLICATE" });
  });
});
