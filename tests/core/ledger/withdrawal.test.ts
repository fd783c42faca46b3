import type { Load, StagingReport } from "../../../functions/core/documents";
import type { LoadItem } from "../../../functions/core/ledger/items";
import { claimWithdrawal, heirOf, withdrawalSentence } from "../../../functions/core/ledger/withdrawal";

const KEY = "f11/cards/dt=2026-03-02/cards.csv";
const item = (load_id: string, fields: Partial<LoadItem> = {}): LoadItem => ({
  load_id,
  table: "f11/cards",
  bucket: "raw",
  key: KEY,
  version_id: load_id,
  etag: "e",
  size: 9,
  sequencer: "",
  loaded_at: `2026-03-02T06:0${load_id.charCodeAt(0) - 97}:00.000Z`,
  batch_date: "2026-03-02",
  status: "LOADED",
  committed: true,
  execution_arn: "other",
  run_id: "r",
  ...fields,
});
const load = (load_id: string) => item(load_id) as Load;
const CLAIMANT = { execution_arn: "me", force: false, restore: false, approve: [] };

/** The ledger's loads of one batch date; `running` executions still run. */
function ledger(items: LoadItem[], running: string[] = []) {
  const state = new Map(items.map((each) => [each.load_id, each]));
  return {
    state,
    find: async ({ load_id }: Load) => state.get(load_id) ?? null,
    loads: async () => [...state.values()],
    isRunning: async (arn: string) => running.includes(arn),
    claim: async (wanted: Load, found: LoadItem | null) => {
      state.set(wanted.load_id, { ...(found as LoadItem), status: "CLAIMED", execution_arn: "me" });
      return true;
    },
  };
}
const owners = ({ state }: ReturnType<typeof ledger>) =>
  [...state.values()].filter(({ execution_arn }) => execution_arn === "me").map(({ load_id }) => load_id);
const withdraw = (load_id: string, shared: ReturnType<typeof ledger>, feed: "snapshot" | "changes" = "snapshot") =>
  claimWithdrawal(load(load_id), { feed }, CLAIMANT, shared);

describe("the file that takes the place of one that is withdrawn", () => {
  it.each([
    ["the last of those that were loaded", [item("a"), item("c"), item("b"), item("d")], "d", "c"],
    ["none that was withdrawn", [item("a"), item("b", { status: "WITHDRAWN", committed: false }), item("c")], "c", "a"],
    ["none that is held or was refused", [item("a", { status: "HELD", committed: false }), item("b")], "b", undefined],
    ["one whose replay failed", [item("a", { status: "FAILED" }), item("b")], "b", "a"],
    ["nothing, where the date has no other", [item("a")], "a", undefined],
  ])("is %s", (_title, items, id, expected) => expect(heirOf(load(id), items)?.load_id).toBe(expected));
});

describe("claiming a withdrawal", () => {
  it("owns the load and its heir, so that nobody withdraws the heir meanwhile", async () => {
    const shared = ledger([item("a"), item("b")]);
    const claim = await withdraw("b", shared);
    expect(claim).toMatchObject({ status: "CLAIMED", load: { load_id: "b" }, staged: { load_id: "a" } });
    expect(claim.approve).toEqual(["date"]);
    expect(Object.keys(claim.staged).sort()).not.toContain("status");
    expect(owners(shared).sort()).toEqual(["a", "b"]);
    // A retry of the state asks again.
    expect(await withdraw("b", shared)).toEqual(claim);
  });

  it.each([
    ["the only file of its date", "snapshot", [item("b")]],
    ["one of changes, which have no heir", "changes", [item("a"), item("b")]],
  ] as const)("of %s stages nothing else", async (_title, feed, items) => {
    const claim = await withdraw("b", ledger([...items]), feed);
    expect([claim.status, claim.staged.load_id]).toEqual(["CLAIMED", "b"]);
  });

  it("says so when the load is withdrawn already", async () => {
    const gone = item("b", { status: "WITHDRAWN", committed: false, withdrawn_at: "2026-03-09T00:00:00.000Z" });
    const shared = ledger([item("a"), gone]);
    expect(await withdraw("b", shared)).toMatchObject({
      status: "WITHDRAWN",
      message: `This version was withdrawn by the run r at 2026-03-09T00:00:00.000Z; nothing was done. To load the newest version of the file after all: sluice run '{"key": "${KEY}"}'`,
    });
    expect(owners(shared)).toEqual([]);
  });

  it.each(["a", "b"])("waits while another execution is at %s", async (busy) => {
    const items = [item("a"), item("b")].map((each) =>
      each.load_id === busy ? { ...each, status: "CLAIMED" as const } : each,
    );
    await expect(withdraw("b", ledger(items, ["other"]))).rejects.toThrow(
      expect.objectContaining({ name: "ClaimContestedError", retryable: true }),
    );
    expect((await withdraw("b", ledger(items))).status).toBe("CLAIMED");
  });
});

describe("what is said of a withdrawal", () => {
  const report = (fields: Partial<StagingReport>) =>
    ({ snapshot_id: "7", superseded: false, rewritten_batch_dates: [], ...fields }) as StagingReport;
  const after = ` To load the newest version of the file after all: sluice run '{"key": "${KEY}"}'`;
  it.each([
    [
      "b",
      { rewritten_batch_dates: ["2026-03-03"] },
      `Its rows are gone. Later days were compared again: 2026-03-03.${after}`,
    ],
    ["b", { snapshot_id: null }, `It had no rows in staging.${after}`],
    ["a", {}, `2026-03-02 is what ${KEY} of 2026-03-02T06:00:00.000Z says, and shows nothing of this version.`],
    ["a", { superseded: true }, "It had no rows in staging: another file of 2026-03-02 is live."],
  ])("where %s is staged with %j", (staged, fields, sentence) =>
    expect(withdrawalSentence(load("b"), load(staged), report(fields))).toBe(sentence),
  );
});
