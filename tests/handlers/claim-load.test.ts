jest.mock("../../functions/aws/ledger");
jest.mock("../../functions/aws/executions");
jest.mock("../../functions/aws/definitions");

import { loadDefinitions } from "../../functions/aws/definitions";
import { claimLoad, come, findLoad, loadsOf } from "../../functions/aws/ledger";
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
const INPUT = {
  load: LOAD,
  run_id: "r",
  execution_arn: "arn:me",
  force: false,
  restore: false,
  withdraw: false,
  approve: [],
};
const found = (fields: object) => jest.mocked(findLoad).mockResolvedValue({ ...LOAD, ...fields } as never);

beforeEach(() => {
  jest.resetAllMocks();
  jest.mocked(claimLoad).mockResolvedValue(true);
  jest.mocked(findLoad).mockResolvedValue(null);
  jest
    .mocked(loadDefinitions)
    .mockResolvedValue(definitions([table("f11/cards", { feed: "snapshot", max_days_ahead: 2, first_date: null })]));
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

  it("answers that a version was withdrawn, unless a person names the file", async () => {
    found({ status: "WITHDRAWN", committed: false, execution_arn: "arn:before", run_id: "w" });
    for (const force of [false, true])
      expect(await claimLoadHandler({ ...INPUT, force })).toMatchObject({
        status: "WITHDRAWN",
        message: expect.stringContaining("This version was withdrawn by the run w; nothing was done."),
      });
    expect(claimLoad).not.toHaveBeenCalled();
    const again = { ...INPUT, force: true, restore: true };
    await expect(claimLoadHandler(again)).rejects.toThrow("speaks for 2042-01-04");
    expect(await claimLoadHandler({ ...again, approve: ["date"] })).toMatchObject({ status: "CLAIMED" });
  });

  it("claims a withdrawal with the file that takes its place, whatever its date", async () => {
    const heir = { ...LOAD, load_id: "b", status: "LOADED", committed: true, execution_arn: "arn:b", run_id: "b" };
    found({ status: "LOADED", committed: true, execution_arn: "arn:a" });
    jest.mocked(loadsOf).mockResolvedValue([heir] as never);
    const claim = await claimLoadHandler({ ...INPUT, withdraw: true });
    expect(claim).toMatchObject({ status: "CLAIMED", load: { load_id: "a" }, staged: { load_id: "b" } });
    expect(loadsOf).toHaveBeenCalledWith("f11/cards", { from: "2042-01-04", to: "2042-01-04" });
  });

  it("says that the load is on its way to the line of its table, unless it may wait for parts of a snapshot", async () => {
    const coming = { table: "f11/cards", load_id: "a", execution_arn: "arn:me" };
    await claimLoadHandler({ ...INPUT, approve: ["date"] });
    expect(come).toHaveBeenCalledWith(coming);
    found({ status: "LOADED", committed: true });
    await claimLoadHandler(INPUT);
    found({});
    const parts = { success_file: "_SUCCESS", count: null, manifest: null, quiet_minutes: null };
    const inParts = table("f11/cards", { feed: "snapshot", another_file: { parts } });
    jest.mocked(loadDefinitions).mockResolvedValue(definitions([inParts]));
    await claimLoadHandler({ ...INPUT, approve: ["date"] });
    expect(come).toHaveBeenCalledTimes(1);
  });

  it("asks nobody about a duplicate", async () => {
    found({ status: "LOADED", committed: true });
    expect(await claimLoadHandler(INPUT)).toMatchObject({ status: "DUPLICATE" });
  });
});
