import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import type { MartDefinition } from "../../functions/core/documents";
import type { MartRequest } from "../../functions/core/ledger/items";
import { sweep } from "../sweep";
import { TABLES } from "./schedules/project";
import { MachineStage } from "./schedules/stage";

jest.setTimeout(3_600_000);

const DAYS = ["2026-03-01", "2026-03-02", "2026-03-03"];

let stage: MachineStage;
beforeAll(async () => {
  stage = await MachineStage.start();
});
afterAll(() => stage.stop());

const requestsOf = async (mart: string): Promise<MartRequest[]> =>
  (await import("../../functions/aws/ledger")).martRequests(mart);
const allRequests = async () => (await Promise.all(Object.keys(stage.definitions.marts).map(requestsOf))).flat();

test("a burst that falls into one build costs one more build, whatever its size", async () => {
  await stage.reset(() => false, 0);
  let open = () => {};
  stage.jobs.gate = new Promise((resolve) => {
    open = resolve;
  });
  const days = Array.from({ length: 9 }, (_, day) => `2026-03-0${day + 1}`);
  await stage.arrive("f/a", days[0] as string, 0);
  await until(async () => stage.jobs.runs.length === 1);
  for (const day of days.slice(1)) await stage.arrive("f/a", day, 1);
  await until(async () => (await requestsOf("plain")).length === days.length);
  open();
  expect(await stage.ended()).toEqual([]);
  expect(stage.jobs.runs).toEqual([
    { mart: "plain", dates: days.slice(0, 1) },
    { mart: "plain", dates: days.slice(1) },
  ]);
});

test("a burst of files of one table that falls into a job run costs one more, whatever its size", async () => {
  await stage.reset(() => false, 0);
  let open = () => {};
  stage.jobs.stagingGate = new Promise((resolve) => {
    open = resolve;
  });
  const days = Array.from({ length: 9 }, (_, day) => `2026-03-0${day + 1}`);
  await stage.arrive("f/c", days[0] as string, 0);
  await until(async () => stage.jobs.stagings.length === 1);
  for (const day of days.slice(1).toReversed()) await stage.arrive("f/c", day, 1);
  const { lineLedger } = await import("../../functions/aws/ledger");
  await until(async () => (await lineLedger.line("f/c")).length === days.length);
  open();
  expect(await stage.ended()).toEqual([]);
  expect(stage.jobs.stagings).toEqual([days.slice(0, 1), days.slice(1)]);
  expect(await lineLedger.line("f/c")).toEqual([]);
});

test("files of one table that are on their way at once are loaded together, the first of them too", async () => {
  await stage.reset(() => false, 0);
  let open = () => {};
  stage.validationGate = new Promise((resolve) => {
    open = resolve;
  });
  const days = Array.from({ length: 9 }, (_, day) => `2026-03-0${day + 1}`);
  for (const day of days) await stage.arrive("f/c", day, 0);
  const { lineLedger } = await import("../../functions/aws/ledger");
  await until(async () => (await lineLedger.coming("f/c")).length === days.length);
  open();
  expect(await stage.ended()).toEqual([]);
  expect(stage.jobs.stagings.flat().toSorted()).toEqual(days);
  // It waits for ten looks, which a busy machine may take longer for.
  expect(stage.jobs.stagings.length).toBeLessThanOrEqual(2);
  expect(await lineLedger.coming("f/c")).toEqual([]);
});

const step = fc.record({
  after: fc.integer({ min: 0, max: 60 }),
  what: fc.oneof({ weight: 8, arbitrary: fc.constant("arrive") }, fc.constant("again"), fc.constant("stop")),
  table: fc.constantFrom(...TABLES),
  date: fc.constantFrom(...DAYS),
  at: fc.nat(),
});
const schedule = fc.record({
  steps: fc.array(step, { minLength: 4, maxLength: 24 }),
  trouble: fc.constantFrom(0, 0.02, 0.08),
  seed: fc.integer({ min: 1 }),
});

test("each mart ends built exactly from the final inputs, whatever arrives, is sent twice, fails or is stopped", async () => {
  await fc.assert(
    fc.asyncProperty(schedule, async ({ steps, trouble, seed }) => {
      await stage.reset(chanceOf(seed), trouble);
      for (const [content, { after, what, table, date, at }] of steps.entries()) {
        await sleep(after);
        if (what === "arrive") await stage.arrive(table, date, content);
        else await (what === "again" ? stage.again(at) : stage.stopOne(at));
      }
      const failed = await stage.ended();
      const open = (await allRequests()).filter(({ status }) => status === "REQUESTED" || status === "BUILDING");
      expect(open).toEqual([]);
      stage.jobs.trouble = 0;
      await repair(failed);
      for (const mart of Object.values(stage.definitions.marts)) expectFinal(mart);
    }),
    { ...sweep(3, 200), endOnFailure: true },
  );
});

/** What a person does once the trouble is over: failed files are sent again, then the marts that failed are built. */
async function repair(failed: unknown[]): Promise<void> {
  for (const input of failed) await stage.run(input);
  await stage.ended();
  for (let round = 0; round < 3; round += 1) {
    const bad = (await allRequests()).filter(({ status }) => status !== "BUILT");
    for (const { mart, batch_date } of bad) {
      await stage.run({ marts: [mart], batch_date });
      await stage.ended();
    }
  }
  expect((await allRequests()).filter(({ status }) => status !== "BUILT")).toEqual([]);
}

/** The newest due date is served, from all that is there; each older state has every load of its own date. */
function expectFinal(mart: MartDefinition): void {
  const { staged, marts } = stage.jobs;
  const datesOf = (input: MartDefinition["inputs"][number]) =>
    input.table === null
      ? [...(marts.get(input.mart as string)?.states.keys() ?? [])]
      : (staged.get(input.table) ?? []).map(({ batch_date }) => batch_date);
  const daily = mart.inputs.filter(({ cadence }) => cadence === "daily");
  const isDue = (date: string) =>
    mart.inputs.every((input) => datesOf(input).length > 0) && daily.every((input) => datesOf(input).includes(date));
  const latest = DAYS.findLast(isDue);
  const { states = new Map(), main = null } = marts.get(mart.id) ?? {};
  expect([...states.keys()].filter((date) => !isDue(date))).toEqual([]);
  const final = latest === undefined ? null : stage.jobs.read(mart, latest);
  expect(main).toEqual(final);
  expect(states.get(latest) ?? null).toEqual(final);
  for (const [date, { inputs }] of states)
    for (const { name, table, mart: upstream } of daily) {
      if (table === null) expect(inputs[name]).toEqual(marts.get(upstream as string)?.states.get(date));
      else expect(inputs[name]).toEqual(expect.arrayContaining(loadsOf(table, date)));
    }
}

const loadsOf = (table: string, date: string) =>
  (stage.jobs.staged.get(table) ?? []).filter(({ batch_date }) => batch_date === date).map(({ load_id }) => load_id);

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 3_000; attempt += 1) {
    if (await holds()) return;
    await sleep(20);
  }
  throw new Error("It did not come to that within 60 s");
}

/** Pseudo-random answers (mulberry32). */
function chanceOf(seed: number) {
  let state = seed;
  return (probability: number) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296 < probability;
  };
}
