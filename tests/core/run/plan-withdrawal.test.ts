import type { StagingReport } from "../../../functions/core/documents";
import type { LoadItem } from "../../../functions/core/ledger/items";
import { heirOf } from "../../../functions/core/ledger/withdrawal";
import { planWithdrawal } from "../../../functions/core/run/plan-withdrawal";
import { definitions, table } from "../fan-in/factory";

const DEFINITIONS = definitions([
  table("shop/customers", { feed: "snapshot" }),
  table("shop/orders", { feed: "changes" }),
]);
const NAMES = { prefix: "sluice-dev", staging_bucket: "staging" };
/** The id is the minute that S3 received it in. */
const load = (load_id: string, key: string, fields: Partial<LoadItem> = {}): LoadItem => ({
  load_id,
  table: key.split("/").slice(0, 2).join("/"),
  bucket: "raw",
  key,
  version_id: `v${load_id}`,
  etag: "e",
  size: 9,
  sequencer: "",
  loaded_at: `2026-03-02T06:${load_id}:00.000Z`,
  batch_date: "2026-03-02",
  status: "LOADED",
  committed: true,
  execution_arn: "arn",
  run_id: "r",
  ...fields,
});
const plan = (key: string, loads: LoadItem[], version_id: string | null = null) =>
  planWithdrawal({ type: "withdraw", key, version_id, approve: ["deletes"] }, DEFINITIONS, async () => loads, NAMES);
const told = async (...given: Parameters<typeof plan>) =>
  (await plan(...given)).tables.flatMap(({ files }) =>
    files.map(({ load: { load_id }, withdraw, force }) => `${load_id} ${withdraw ? "goes" : force ? "again" : "?"}`),
  );

const A = "shop/customers/a.csv";
const X = "shop/orders/x.jsonl";

describe("the plan of a withdrawal", () => {
  it("has every version of the file that may have rows, oldest first", async () => {
    const loads = [
      load("03", A),
      load("01", A),
      load("02", "shop/customers/b.csv"),
      load("04", A, { status: "HELD", committed: false }),
      load("05", A, { status: "FAILED", committed: false }),
      load("06", A, { status: "REJECTED", committed: false }),
      load("07", A, { status: "WITHDRAWN", committed: false }),
    ];
    expect(await told(A, loads)).toEqual(["01 goes", "03 goes", "04 goes", "05 goes", "07 goes"]);
    expect(await told(A, loads, "v03")).toEqual(["03 goes"]);
    const { key, touched, tables } = await plan(A, loads);
    expect({ key, touched }).toEqual({
      key: A,
      touched: [{ table: "shop/customers", batch_date: "2026-03-02", withdrawn: true }],
    });
    expect(tables[0]?.files[0]).toMatchObject({ job: "sluice-dev-staging-shop_customers", approve: ["deletes"] });
    expect(Object.keys(tables[0]?.files[0]?.load ?? {})).not.toContain("status");
  });

  it("stages again, in order of their batch dates, the loads of changes that share some with it and came after it", async () => {
    const loads = [
      load("00", "shop/orders/w.jsonl", { shares_with: new Set(["02"]) }), // came before it: it owns its changes
      load("01", "shop/orders/s.jsonl", { shares_with: new Set(["02"]), batch_date: "2026-03-03" }),
      load("08", "shop/orders/r.jsonl", { shares_with: new Set(["02"]), batch_date: "2026-03-01" }),
      load("02", X, { shares_with: new Set(["06"]) }),
      load("03", "shop/orders/y.jsonl", { shares_with: new Set(["02", "01"]) }),
      load("04", "shop/orders/z.jsonl", { shares_with: new Set(["01"]) }),
      load("05", "shop/orders/u.jsonl", { shares_with: new Set(["*"]) }),
      load("06", "shop/orders/v.jsonl"),
      load("07", "shop/orders/t.jsonl", { shares_with: new Set(["02"]), status: "WITHDRAWN", committed: false }),
    ];
    expect(await told(X, loads)).toEqual(["02 goes", "08 again", "03 again", "05 again", "06 again", "01 again"]);
    const many = loads.map((each) => (each.load_id === "02" ? { ...each, shares_with: new Set(["*"]) } : each));
    expect(await told(X, many)).toEqual([
      "02 goes",
      "08 again",
      "03 again",
      "04 again",
      "05 again",
      "06 again",
      "01 again",
    ]);
  });

  it("does not tear a part out of a snapshot", async () => {
    const parts = definitions([table("shop/customers", { feed: "snapshot", another_file: { parts: {} } as never })]);
    const trigger = { type: "withdraw", key: A, version_id: null, approve: [] } as const;
    await expect(
      planWithdrawal({ ...trigger, approve: [] }, parts, async () => [load("01", A)], NAMES),
    ).rejects.toThrow(
      `${A} is a part of a snapshot of shop/customers (another_file in table.json), which cannot be withdrawn alone`,
    );
  });

  it("of a snapshot in parts has the batch, or a part that was never loaded", async () => {
    const parts = { success_file: "_SUCCESS", count: null, manifest: null, quiet_minutes: null };
    const inParts = definitions([table("shop/customers", { feed: "snapshot", another_file: { parts } })]);
    const folder = "shop/customers/dt=2026-03-02/";
    const report = { load_id: "03" } as StagingReport;
    const loads = [
      load("01", `${folder}a.csv`, { committed: false, report }),
      load("02", `${folder}b.csv`, { committed: false, status: "HELD" }),
      load("03", folder),
    ];
    const goes = async (key: string) => {
      const input = { type: "withdraw" as const, key, version_id: null, approve: [] };
      const { tables } = await planWithdrawal(input, inParts, async () => loads, NAMES);
      return tables[0]?.files.map((file) => file.load.load_id);
    };
    expect(await goes(folder)).toEqual(["03"]);
    expect(await goes(`${folder}b.csv`)).toEqual(["02"]);
    await expect(goes(`${folder}a.csv`)).rejects.toThrow(
      `nothing was started. Send the corrected part again under its name, or withdraw the whole snapshot: sluice run '{"withdraw": "${folder}"}'`,
    );
    expect(heirOf(loads[1] as LoadItem, loads)).toBeNull();
  });

  it.each([
    [A, [], null, `No load of ${A} is on record that may have rows in staging`],
    [A, [load("01", A)], "v9", `No load of the version v9 of ${A} is on record`],
    [A, [load("01", A, { status: "REJECTED", committed: false })], null, "nothing was started"],
    ["shop/returns/a.csv", [], null, "shop/returns is not among "],
  ] as const)("refuses %s where nothing of it was loaded", async (key, loads, version, sentence) => {
    await expect(plan(key, [...loads], version)).rejects.toThrow(sentence);
  });
});
