import type { Load } from "../../../functions/core/documents";
import { type Claimant, claimUntilDecided } from "../../../functions/core/ledger/claim";
import type { LoadItem } from "../../../functions/core/ledger/items";

const LOAD = {
  load_id: "a",
  table: "shop/orders",
  key: "shop/orders/a.csv",
  batch_date: "2026-03-01",
  sequencer: "",
} as Load;

/** One item, its condition, and a list of the executions that still run. */
function ledger(item: LoadItem | null, running: string[] = []) {
  const state = { item };
  return {
    state,
    find: async () => state.item,
    isRunning: async (arn: string) => running.includes(arn),
    claim: async (load: Load, found: LoadItem | null) => {
      if (state.item?.status !== found?.status || state.item?.execution_arn !== found?.execution_arn) return false;
      state.item = { ...load, status: "CLAIMED", execution_arn: "me", run_id: "r" };
      return true;
    },
  };
}
const item = (status: LoadItem["status"], execution_arn = "other"): LoadItem => ({
  ...LOAD,
  sequencer: "0A",
  status,
  execution_arn,
  run_id: "r",
});
const claimant = (force = false): Claimant => ({ execution_arn: "me", force, restore: false, approve: [] });

describe("claiming a load", () => {
  it.each([
    ["nobody has seen it", null, [], false, "CLAIMED"],
    ["it is loaded", item("LOADED"), [], false, "DUPLICATE"],
    ["it is loaded, but this is a replay", item("LOADED"), [], true, "CLAIMED"],
    ["another execution is at it", item("CLAIMED"), ["other"], false, "DUPLICATE"],
    ["another execution is at it, even of a replay", item("CLAIMED"), ["other"], true, "DUPLICATE"],
    ["another execution died at it", item("CLAIMED"), [], false, "CLAIMED"],
    ["this execution has it (a retry)", item("CLAIMED", "me"), ["me"], false, "CLAIMED"],
    ["it failed before", item("FAILED"), [], false, "CLAIMED"],
    ["it was rejected before", item("REJECTED"), [], false, "CLAIMED"],
  ] as const)("when %s", async (_title, found, running, force, status) => {
    expect((await claimUntilDecided(LOAD, claimant(force), ledger(found, [...running]))).status).toBe(status);
  });

  it.each([
    ["a load that is committed was let pass then", { committed: true }, ["deletes"], ["deletes", "date"]],
    ["a load that failed before was not", { committed: false }, ["deletes"], ["deletes"]],
    ["nothing is approved twice", { committed: true }, ["date"], ["date"]],
  ] as const)("of the dates, %s", async (_title, fields, given, approve) => {
    const found = { ...item("FAILED"), ...fields };
    const claim = await claimUntilDecided(LOAD, { ...claimant(true), approve: [...given] }, ledger(found));
    expect(claim.approve).toEqual(approve);
  });

  it("keeps the event's sequencer when a replay, which has none, claims the load again", async () => {
    expect((await claimUntilDecided(LOAD, claimant(true), ledger(item("LOADED")))).load.sequencer).toBe("0A");
  });

  it("gives one of two simultaneous claims the load", async () => {
    const shared = ledger(null, ["me", "you"]);
    const you = {
      ...shared,
      claim: async (load: Load, found: LoadItem | null) => {
        if (!(await shared.claim(load, found))) return false;
        shared.state.item = { ...load, status: "CLAIMED", execution_arn: "you", run_id: "r" };
        return true;
      },
    };
    const claims = await Promise.all([
      claimUntilDecided(LOAD, claimant(), shared),
      claimUntilDecided(LOAD, { execution_arn: "you", force: false, restore: false, approve: [] }, you),
    ]);
    expect(claims.map(({ status }) => status).sort()).toEqual(["CLAIMED", "DUPLICATE"]);
  });
});
