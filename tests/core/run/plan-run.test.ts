import type { LoadOrBuild } from "../../../functions/core/run/input";
import type { RawObject } from "../../../functions/core/run/plan";
import { planRun } from "../../../functions/core/run/plan-run";
import { strayRejection } from "../../../functions/core/run/stray";
import { definitions, table } from "../fan-in/factory";

const DEFINITIONS = definitions([table("shop/orders"), table("shop/customers")]);
const NAMES = { prefix: "sluice-dev", staging_bucket: "staging" };
const object = (key: string, fields: Partial<RawObject> = {}): RawObject => ({
  bucket: "raw",
  key,
  version_id: "v1",
  etag: "e",
  size: 10,
  sequencer: "",
  loaded_at: "2026-03-05T06:00:00.123Z",
  ...fields,
});
const bucket = (...objects: RawObject[]) => ({
  name: "raw",
  find: async ({ key }: { key: string }, sequencer: string) => ({
    ...(objects.find((each) => each.key === key) as RawObject),
    sequencer,
  }),
  list: async (prefix: string) => objects.filter(({ key }) => key.startsWith(prefix)),
});
const event = (key: string): LoadOrBuild => ({ type: "event", bucket: "raw", key, version_id: "v1", sequencer: "0A" });
const replay: LoadOrBuild = {
  type: "replay",
  tables: ["shop/orders"],
  from: "2026-03-02",
  to: "2026-03-03",
  approve: ["replacement"],
};

describe("planRun", () => {
  it("makes one load of an event, timed as a replay will time it", async () => {
    const plan = await planRun(
      event("shop/orders/dt=2026-03-01/a.csv"),
      DEFINITIONS,
      bucket(object("shop/orders/dt=2026-03-01/a.csv")),
      NAMES,
    );
    expect(plan.touched).toEqual([{ table: "shop/orders", batch_date: "2026-03-01" }]);
    const [file] = plan.tables[0]?.files ?? [];
    expect(file).toMatchObject({
      job: "sluice-dev-staging-shop_orders",
      crawler: "sluice-dev-raw-shop_orders",
      force: false,
      approve: [],
    });
    expect(file?.load).toMatchObject({ loaded_at: "2026-03-05T06:00:00.000Z", sequencer: "0A" });
  });

  it("puts an ignored object on record and starts nothing", async () => {
    const plan = await planRun(
      event("shop/orders/_SUCCESS"),
      DEFINITIONS,
      bucket(object("shop/orders/_SUCCESS")),
      NAMES,
    );
    expect(plan).toMatchObject({
      tables: [],
      key: "shop/orders/_SUCCESS",
      ignored: "its name starts with an underscore",
    });
  });

  describe("of a table whose snapshots come in parts", () => {
    const parts = { success_file: "_SUCCESS", count: null, manifest: null, quiet_minutes: null };
    const IN_PARTS = definitions([table("shop/orders", { another_file: { parts } })]);
    const folder = "shop/orders/dt=2026-03-02/";
    const roles = (plan: Awaited<ReturnType<typeof planRun>>) =>
      plan.tables[0]?.files.map(({ load, role, may_close }) => [load.key.slice(folder.length), role, may_close]);

    it.each([
      ["a.csv", 10, "part"],
      ["_SUCCESS", 0, "closer"],
      ["empty.csv", 0, "closer"],
    ])("gives %s of %d bytes its role, %s", async (file, size, role) => {
      const plan = await planRun(event(folder + file), IN_PARTS, bucket(object(folder + file, { size })), NAMES);
      expect([roles(plan), plan.ignored]).toEqual([[[file, role, true]], null]);
    });

    it("ignores other names with an underscore", async () => {
      const plan = await planRun(event(`${folder}_temp`), IN_PARTS, bucket(object(`${folder}_temp`)), NAMES);
      expect([plan.tables, plan.ignored]).toEqual([[], "its name starts with an underscore"]);
    });

    const at = (minute: number) => ({ loaded_at: `2026-03-05T06:0${minute}:00.000Z`, version_id: `v${minute}` });
    const raw = bucket(
      object(`${folder}_SUCCESS`, { ...at(3), size: 0 }),
      object(`${folder}a.csv`, at(2)),
      object(`${folder}a.csv`, at(1)),
      object(`${folder}b.csv`, at(1)),
      object("shop/orders/dt=2026-03-03/c.csv", at(1)),
    );

    it("replays the newest version of each part, and lets the last file of a date close", async () => {
      const plan = await planRun(replay, IN_PARTS, raw, NAMES);
      expect(roles(plan)).toEqual([
        ["b.csv", "part", false],
        ["a.csv", "part", false],
        ["_SUCCESS", "closer", true],
        ["c.csv", "part", true],
      ]);
      expect(plan.tables[0]?.files[1]?.load.version_id).toBe("v2");
    });

    it("takes a folder for its newest file, and no other folder", async () => {
      const run = (key: string, all = IN_PARTS) => planRun({ type: "key", key, approve: [] }, all, raw, NAMES);
      expect(roles(await run(folder))).toEqual([["_SUCCESS", "closer", true]]);
      const error = { name: "ObjectNotFoundError", message: expect.stringContaining("is no folder with parts") };
      await expect(run(folder, DEFINITIONS)).rejects.toMatchObject(error);
      await expect(run("shop/orders/dt=2026-03-09/")).rejects.toMatchObject(error);
    });
  });

  it("replays the dates that were asked for, each table's oldest first", async () => {
    const keys = ["04", "03", "02", "01"].map((day) => `shop/orders/dt=2026-03-${day}/a.csv`);
    const plan = await planRun(
      replay,
      DEFINITIONS,
      bucket(...keys.map((key) => object(key)), object("shop/orders/.crc")),
      NAMES,
    );
    expect(plan.tables[0]?.files.map(({ load, force }) => [load.batch_date, force])).toEqual([
      ["2026-03-02", true],
      ["2026-03-03", true],
    ]);
  });

  it.each([
    [["shop/orders/2026/a.csv"], "1 object was left out because of its key. The key shop/orders/2026/a.csv does not"],
    [
      ["shop/orders/dt=1/a.csv", "shop/orders/2026/b.csv"],
      "2 objects were left out because of their keys, the first of these: The key shop/orders/dt=1/a.csv says dt=1",
    ],
  ])("replays a table in spite of the stray keys %j, and puts them on record", async (strays, sentence) => {
    const keys = [...strays, "shop/orders/dt=2026-03-02/a.csv"];
    const plan = await planRun(replay, DEFINITIONS, bucket(...keys.map((key) => object(key))), NAMES);
    expect(plan.tables[0]?.files.map(({ load }) => load.key)).toEqual(["shop/orders/dt=2026-03-02/a.csv"]);
    expect(plan.ignored).toContain(sentence);
  });

  it("has nothing to say of a replay without stray keys", async () => {
    const plan = await planRun(replay, DEFINITIONS, bucket(object("shop/orders/dt=2026-03-02/a.csv")), NAMES);
    expect(plan.ignored).toBeNull();
  });

  it.each([
    event("shop/orders/2026/a.csv"),
    { type: "key", key: "shop/orders/2026/a.csv", approve: [] } as LoadOrBuild,
  ])("fails over the stray object of its $type", async (trigger) => {
    await expect(planRun(trigger, DEFINITIONS, bucket(object("shop/orders/2026/a.csv")), NAMES)).rejects.toThrow(
      "The key shop/orders/2026/a.csv does not follow",
    );
  });

  it("refuses a replay that one execution cannot carry", async () => {
    const many = Array.from({ length: 600 }, (_, index) => object(`shop/orders/dt=2026-03-02/${index}.csv`));
    await expect(planRun(replay, DEFINITIONS, bucket(...many), NAMES)).rejects.toThrow(
      /^600 files are more than one run can carry \(about \d+\); nothing was started\./,
    );
  });

  it("tells an object under no known table from one of ours, with a rejection for its producer", async () => {
    const stray = await planRun(
      event("shop/returns/a.csv"),
      DEFINITIONS,
      bucket(object("shop/returns/a.csv")),
      NAMES,
    ).catch((error) => error);
    expect(stray.cause.name).toBe("UnknownTableError");
    expect(strayRejection(stray)).toMatchObject({
      load_id: null,
      table: null,
      key: "shop/returns/a.csv",
      totals: { known_table: 1 },
    });
  });
});
