import { setImmediate } from "node:timers/promises";
import type { Load } from "../../../functions/core/documents";
import { FOLDER, facts, PartsWorld } from "./world";

const SUCCESS = { success_file: "_SUCCESS" };
const closer = { learnt: null };

/** Every order of the elements. */
function orders<T>(all: T[]): T[][] {
  if (all.length < 2) return [all];
  return all.flatMap((each, at) => orders(all.toSpliced(at, 1)).map((rest) => [each, ...rest]));
}

describe("a snapshot that _SUCCESS closes", () => {
  const uploaded = () => {
    const world = new PartsWorld(SUCCESS);
    const parts = [0, 1, 2].map((number) => world.put(`part-${number}.csv`, { minute: number }));
    return { world, parts, success: world.put("_SUCCESS", { minute: 3, size: 0 }) };
  };
  const arrive = (world: PartsWorld, load: Load) => world.arrive(load, load.size === 0 ? closer : { learnt: facts() });
  /** Files arrive, and whichever closes the batch loads it. */
  async function load(world: PartsWorld, ...files: Load[]) {
    const answers = [];
    for (const file of files) {
      const answer = await arrive(world, file);
      answers.push(answer);
      if (answer.status === "CLOSE") world.loaded(answer);
    }
    return answers.find(({ status }) => status === "CLOSE") as (typeof answers)[0];
  }

  it.each(orders([0, 1, 2, 3]))("is loaded once, by the last of its events: %j", async (...order) => {
    const { world, parts, success } = uploaded();
    const files = [...parts, success];
    const answers = [];
    for (const at of order) answers.push(await arrive(world, files[at] as Load));
    // _SUCCESS is in raw before its event comes, so that the last part need not wait for that.
    const last = Math.max(...[0, 1, 2].map((part) => order.indexOf(part)));
    expect(answers.map(({ status }) => status === "CLOSE")).toEqual([0, 1, 2, 3].map((at) => at === last));
    const { batch, facts: all } = answers[last] as (typeof answers)[0];
    expect(batch).toMatchObject({ key: FOLDER, version_id: null, size: 30, loaded_at: "2024-05-01T06:03:00.000Z" });
    expect(all).toMatchObject({ rows: 12, bytes: 120 });
    expect(world.written.get(batch?.load_id as string)?.toSorted()).toEqual(parts.map(({ load_id }) => load_id));
  });

  it("is loaded once when all events come at the same time", async () => {
    for (let round = 0; round < 40; round += 1) {
      const world = new PartsWorld(SUCCESS, async () => {
        for (let turns = Math.random() * 4; turns > 0; turns -= 1) await setImmediate();
      });
      const parts = [0, 1, 2].map((number) => world.put(`part-${number}.csv`));
      const files = [...parts, world.put("_SUCCESS", { size: 0 }), parts[0] as Load].slice(0, 4);
      const answers = await Promise.all(files.map((file) => arrive(world, file)));
      expect(answers.filter(({ status }) => status === "CLOSE")).toHaveLength(1);
    }
  });

  it("says of each file what it waits for", async () => {
    const world = new PartsWorld(SUCCESS);
    const [first, second] = [world.put("part-0.csv"), world.put("part-1.csv")];
    expect((await world.arrive(first)).message).toBe(
      "part 1 of an open batch: waits for _SUCCESS and part-1.csv, which is still to be checked",
    );
    expect((await world.arrive(second)).message).toBe("part 2 of an open batch: waits for _SUCCESS");
    const third = world.put("part-2.csv");
    world.reject(third);
    expect((await world.arrive(world.put("_SUCCESS", { size: 0 }), closer)).message).toBe(
      "an open batch of 2 parts: waits for a correction of part-2.csv, which was rejected",
    );
    expect((await world.arrive(world.put("part-2.csv", { minute: 9 }))).status).toBe("CLOSE");
  });

  it("does not close without a part", async () => {
    const world = new PartsWorld(SUCCESS);
    const alone = await world.arrive(world.put("_SUCCESS", { size: 0 }), closer);
    expect(alone.message).toBe("an open batch of 0 parts: waits for a part with rows");
  });

  it("is not loaded again by a second _SUCCESS, or by an event that comes again", async () => {
    const { world, parts, success } = uploaded();
    await load(world, ...parts, success);
    expect([...parts, success].map(world.status)).toEqual(["LOADED", "LOADED", "LOADED", "LOADED"]);
    expect((await arrive(world, world.put("_SUCCESS", { minute: 20, size: 0 }))).status).toBe("DUPLICATE");
    expect((await arrive(world, parts[1] as Load)).status).toBe("DUPLICATE");
    expect(world.status(parts[1] as Load)).toBe("LOADED");
  });

  it("is another batch when a part comes again under its name, without another _SUCCESS", async () => {
    const { world, parts, success } = uploaded();
    const first = await load(world, success, ...parts);
    const again = await arrive(world, world.put("part-1.csv", { minute: 30 }));
    expect([again.status, again.batch?.loaded_at]).toEqual(["CLOSE", "2024-05-01T06:30:00.000Z"]);
    expect(again.batch?.load_id).not.toBe(first.batch?.load_id);
  });

  it("holds a part that comes after _SUCCESS, until _SUCCESS comes again or a person approves", async () => {
    const { world, parts, success } = uploaded();
    await load(world, ...parts, success);
    const late = world.put("part-3.csv", { minute: 10 });
    await expect(arrive(world, late)).rejects.toMatchObject({
      name: "SnapshotPartError",
      message: `f09/customers: ${FOLDER}part-3.csv came after ${FOLDER}_SUCCESS, which says that the snapshot of 2024-05-01 is complete; nothing of it is loaded. If it is one more part, send ${FOLDER}_SUCCESS again when all are there; if it is none, withdraw it: sluice run '{"withdraw": "${FOLDER}part-3.csv"}'; if the snapshot is complete with all that is there now, approve it: sluice run '{"key": "${FOLDER}_SUCCESS", "approve_replacement": true}'`,
    });
    expect((await arrive(world, success)).message).toContain("waits for _SUCCESS again, since part-3.csv came later");
    const approved = await world.arrive(success, { ...closer, approved: true, force: true });
    expect(approved.status).toBe("CLOSE");
    world.loaded(approved);
    // What was approved once is no news.
    expect((await world.arrive(late, { force: true })).status).toBe("CLOSE");
    const later = world.put("part-4.csv", { minute: 11 });
    await expect(arrive(world, later)).rejects.toThrow("came after");
    const again = await arrive(world, world.put("_SUCCESS", { minute: 12, size: 0 }));
    expect([again.status, world.written.get(again.batch?.load_id as string)?.length]).toEqual(["CLOSE", 5]);
  });

  it("is closed by the replay of any part when its closer has died", async () => {
    for (const dies of ["before its job", "after it"]) {
      const { world, parts, success } = uploaded();
      const died = await load(world, success, ...parts);
      if (dies === "before its job") world.die(died);
      for (const part of [...parts, success]) {
        const replay = await world.arrive(part, { force: true, learnt: part.size ? facts() : null });
        expect([dies, replay.status, replay.batch?.load_id]).toEqual([dies, "CLOSE", died.batch?.load_id]);
        world.die(replay);
      }
    }
  });

  it("stays withdrawn until a person loads it again, or a part comes again", async () => {
    const { world, parts, success } = uploaded();
    const closed = await load(world, success, ...parts);
    const batch = closed.batch as Load;
    world.items.set(batch.load_id, { ...batch, status: "WITHDRAWN", execution_arn: "a", run_id: "w" });
    const replayed = await world.arrive(success, { ...closer, force: true });
    expect([replayed.status, replayed.message]).toEqual(["WITHDRAWN", expect.stringContaining("by the run w")]);
    expect((await world.arrive(success, { ...closer, force: true, restore: true })).status).toBe("CLOSE");
    expect((await arrive(world, world.put("part-1.csv", { minute: 30 }))).status).toBe("CLOSE");
  });

  it("goes on without a part that is withdrawn", async () => {
    const { world, parts, success } = uploaded();
    const [stray, ...others] = parts as [Load, Load, Load];
    world.items.set(stray.load_id, { ...stray, status: "WITHDRAWN", facts: facts(), execution_arn: "a", run_id: "w" });
    const closed = await load(world, success, ...others);
    expect(world.written.get(closed.batch?.load_id as string)).toEqual(others.map(({ load_id }) => load_id));
  });

  it("is closed by the last file of a replay alone", async () => {
    const { world, parts, success } = uploaded();
    await load(world, ...parts, success);
    const early = await world.arrive(parts[0] as Load, { force: true, may_close: false });
    expect([early.status, early.message]).toEqual(["WAITING", "the last file of this run closes the batch"]);
    expect((await world.arrive(success, { ...closer, force: true })).status).toBe("CLOSE");
  });

  it("asks for files again that came before the table had parts", async () => {
    const { world, parts, success } = uploaded();
    for (const part of parts.slice(1)) await arrive(world, part);
    const [first] = parts as [Load];
    world.items.set(first.load_id, { ...first, status: "LOADED", committed: true, execution_arn: "a", run_id: "r" });
    expect((await arrive(world, success)).message).toBe(
      `an open batch of 2 parts: waits for part-0.csv, which came before table.json had these parts and has to be checked again: sluice run '{"tables": ["f09/customers"], "from": "2024-05-01", "to": "2024-05-01"}'`,
    );
  });
});

describe("a snapshot of a number of parts", () => {
  it("is loaded by the last of them, one without a byte included", async () => {
    const world = new PartsWorld({ count: 3 });
    expect((await world.arrive(world.put("a.csv"))).message).toBe("part 1 of an open batch: waits for 2 of 3 parts");
    expect((await world.arrive(world.put("b.csv"))).status).toBe("WAITING");
    const empty = await world.arrive(world.put("c.csv", { size: 0 }), closer);
    expect([empty.status, world.written.get(empty.batch?.load_id as string)]).toEqual([
      "CLOSE",
      ["a.csv@0", "b.csv@0"],
    ]);
  });

  it("holds one file too many, before and after the batch is loaded", async () => {
    const world = new PartsWorld({ count: 2 });
    await world.arrive(world.put("a.csv"));
    world.loaded(await world.arrive(world.put("b.csv")));
    const more = world.put("c.csv");
    await expect(world.arrive(more)).rejects.toMatchObject({
      name: "SnapshotPartError",
      message: `f09/customers: with ${FOLDER}c.csv, the snapshot of 2024-05-01 has 3 files (a.csv, b.csv, c.csv), expected "count": 2 of table.json. Withdraw what is no part (sluice run '{"withdraw": "${FOLDER}c.csv"}'), and look at the others again: sluice run '{"key": "${FOLDER}"}'; or correct the count and deploy; or, if all of them are parts of this snapshot, approve it: sluice run '{"key": "${FOLDER}c.csv", "approve_replacement": true}'`,
    });
    world.loaded(await world.arrive(more, { approved: true, force: true }));
    expect((await world.arrive(world.put("a.csv", { minute: 5 }))).status).toBe("CLOSE");
  });
});

describe("a snapshot that a manifest lists", () => {
  const MANIFEST = { manifest: "manifest.json" };
  it.each([
    ["lines", "a.csv\r\nb.csv\n"],
    ["a list", '["a.csv", "b.csv"]'],
    [
      "what Redshift writes",
      '{"entries": [{"url": "s3://raw/x/a.csv"}, {"url": "s3://raw/x/b.csv", "mandatory": true}]}',
    ],
  ])("is complete with the names of %s", async (_what, text) => {
    const world = new PartsWorld(MANIFEST);
    world.manifest = text;
    const list = world.put("manifest.json");
    expect((await world.arrive(list, closer)).message).toBe(
      "an open batch of 0 parts: waits for a.csv, which manifest.json lists and b.csv, which manifest.json lists",
    );
    expect((await world.arrive(world.put("b.csv"))).message).toBe(
      "part 1 of an open batch: waits for a.csv, which manifest.json lists",
    );
    expect((await world.arrive(world.put("a.csv"))).status).toBe("CLOSE");
  });

  it("holds a file that it does not list, and goes on without it", async () => {
    const world = new PartsWorld(MANIFEST);
    const [part, stranger] = [world.put("a.csv"), world.put("c.csv")];
    await world.arrive(part);
    world.manifest = "a.csv";
    const list = world.put("manifest.json");
    await expect(world.arrive(stranger)).rejects.toThrow(
      `f09/customers: ${FOLDER}c.csv is not among the 1 parts that ${FOLDER}manifest.json lists; nothing of it is loaded.`,
    );
    const closed = await world.arrive(list, closer);
    expect(world.written.get(closed.batch?.load_id as string)).toEqual([part.load_id]);
  });

  it("waits for ever for a manifest that lists nothing", async () => {
    const world = new PartsWorld(MANIFEST);
    world.manifest = "{ no json";
    expect((await world.arrive(world.put("manifest.json"), closer)).status).toBe("WAITING");
  });
});

describe("a snapshot that a quiet time closes", () => {
  it("is loaded by its newest part, which waits", async () => {
    const world = new PartsWorld({ quiet_minutes: 10 });
    const first = world.put("a.csv", { minute: 0 });
    const second = world.put("b.csv", { minute: 4 });
    world.minute = 5;
    expect(await world.arrive(second)).toMatchObject({ status: "QUIET", seconds: 540 });
    expect((await world.arrive(first)).message).toBe(
      "part 2 of an open batch: waits for 10 minutes without a new part",
    );
    world.minute = 14;
    expect((await world.arrive(second)).status).toBe("CLOSE");
  });
});
