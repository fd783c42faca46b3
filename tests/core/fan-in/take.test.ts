import fc from "fast-check";
import { DATES_A_JOB_RUN, LOOKS, planMarts, type Touched, takeTurn } from "../../../functions/core/fan-in";
import { sweep } from "../../sweep";
import { definitions, mart, table } from "./factory";
import { MemoryLedger } from "./memory-ledger";

const ORDERS = definitions([table("shop/orders")], [mart("sales", 0, "shop/orders:daily")]);
const DAYS = ["2026-03-01", "2026-03-02", "2026-03-03"];

/** Loads a file of each date, in a run, and gives the dates that it asks for. */
async function arrive(ledger: MemoryLedger, who: string, ...dates: string[]): Promise<string[]> {
  for (const date of dates) ledger.commit("shop/orders", date);
  const touched = dates.map((batch_date) => ({ table: "shop/orders", batch_date }));
  const plan = await planMarts(ORDERS, { level: 0, touched, requested: [] }, who, ledger);
  return plan.builds.flatMap(({ batch_dates }) => batch_dates);
}
const look = (ledger: MemoryLedger, who: string, asked: string[], looks = 0) =>
  takeTurn("sales", { asked, looks }, who, ledger);

describe("takeTurn", () => {
  let ledger: MemoryLedger;
  beforeEach(() => {
    ledger = new MemoryLedger();
  });

  it("builds a burst in two job runs: the first arrival's, and that of all who came meanwhile", async () => {
    const first = await arrive(ledger, "run-1", "2026-03-01");
    expect(await look(ledger, "run-1", first)).toMatchObject({ batch_dates: first, asked: first });
    const others = ["run-2", "run-3", "run-4"];
    const asked = new Map<string, string[]>();
    for (const [at, who] of others.entries()) asked.set(who, await arrive(ledger, who, `2026-03-1${at}`));
    for (const who of others) expect((await look(ledger, who, asked.get(who) ?? [])).batch_dates).toEqual([]);

    await ledger.recordBuilds("sales", "run-1", first);
    const second = await look(ledger, "run-3", asked.get("run-3") ?? []);
    expect(second.batch_dates).toEqual(["2026-03-10", "2026-03-11", "2026-03-12"]);
    await ledger.recordBuilds("sales", "run-3", second.batch_dates);
    for (const who of others) {
      const { batch_dates, asked: open, decided } = await look(ledger, who, asked.get(who) ?? []);
      expect([batch_dates, open]).toEqual([[], []]);
      expect(decided).toMatchObject([{ status: "BUILT", built_by: "run-3" }]);
    }
  });

  it("takes at most so many dates at once, the oldest first", async () => {
    const dates = Array.from({ length: DATES_A_JOB_RUN + 2 }, (_, day) =>
      new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10),
    );
    const asked = await arrive(ledger, "run-1", ...dates.toReversed());
    const { batch_dates } = await look(ledger, "run-1", asked);
    expect(batch_dates).toEqual(dates.slice(0, DATES_A_JOB_RUN));
    await ledger.recordBuilds("sales", "run-1", batch_dates);
    expect((await look(ledger, "run-1", asked)).batch_dates).toEqual(dates.slice(DATES_A_JOB_RUN));
  });

  it("takes over from a builder that has ended, with what that one had taken", async () => {
    await look(ledger, "run-1", await arrive(ledger, "run-1", "2026-03-01"));
    const asked = await arrive(ledger, "run-2", "2026-03-02");
    expect((await look(ledger, "run-2", asked)).batch_dates).toEqual([]);
    ledger.ended.add("run-1");
    expect((await look(ledger, "run-2", asked)).batch_dates).toEqual(["2026-03-01", "2026-03-02"]);
    expect(await ledger.recordBuilds("sales", "run-1", ["2026-03-01"])).toEqual([]);
  });

  it("lets go of the mart where a look was cut off that came too late to build anything of its own", async () => {
    const asked = await arrive(ledger, "run-1", "2026-03-01");
    await look(ledger, "run-1", asked);
    const second = await arrive(ledger, "run-2", "2026-03-01");
    const third = await arrive(ledger, "run-3", "2026-03-02");
    await ledger.recordBuilds("sales", "run-1", asked);
    ledger.ended.add("run-1");
    const taken = await look(ledger, "run-3", third);
    await ledger.recordBuilds("sales", "run-3", taken.batch_dates);
    const fourth = await arrive(ledger, "run-4", "2026-03-03");
    // run-2 had read its requests before run-3 built them; its Lambda ends after it took those of run-4.
    await ledger.becomeBuilder("sales", "run-2", null);
    await ledger.take("sales", "2026-03-03", "run-2");
    expect(await look(ledger, "run-4", fourth)).toMatchObject({ batch_dates: [], asked: fourth });
    expect(await look(ledger, "run-2", second)).toMatchObject({ batch_dates: [], asked: [] });
    expect(await look(ledger, "run-4", fourth)).toMatchObject({ batch_dates: fourth });
  });

  it("takes what was asked for between the last look at the requests and the release, when it looks again", async () => {
    const asked = await arrive(ledger, "run-1", "2026-03-01");
    const build = await look(ledger, "run-1", asked);
    const others = await arrive(ledger, "run-2", "2026-03-02");
    await ledger.recordBuilds("sales", "run-1", build.batch_dates);
    // run-1 looks once more, too early to see that of run-3, which finds it to be the builder.
    await ledger.becomeBuilder("sales", "run-1", null);
    const late = await arrive(ledger, "run-3", "2026-03-03");
    expect((await look(ledger, "run-3", late)).batch_dates).toEqual([]);
    await ledger.release("sales", "run-1");
    expect((await look(ledger, "run-3", late)).batch_dates).toEqual([...others, ...late]);
  });

  it("builds a date again that was asked for during its build", async () => {
    const asked = await arrive(ledger, "run-1", "2026-03-01");
    await look(ledger, "run-1", asked);
    const again = await arrive(ledger, "run-2", "2026-03-01");
    expect(await ledger.recordBuilds("sales", "run-1", asked)).toEqual([]);
    expect((await look(ledger, "run-2", again)).batch_dates).toEqual(["2026-03-01"]);
    expect(await look(ledger, "run-1", asked)).toMatchObject({ batch_dates: [], asked: ["2026-03-01"] });
  });

  it("hands on which states are to go, unless the date has come back", async () => {
    const asked = await arrive(ledger, "run-1", "2026-03-01", "2042-03-01", "2042-04-01");
    await look(ledger, "run-1", asked);
    await ledger.recordBuilds("sales", "run-1", asked);
    const touched: Touched[] = [];
    for (const batch_date of ["2042-03-01", "2042-04-01"]) {
      ledger.withdraw("shop/orders", batch_date);
      touched.push({ table: "shop/orders", batch_date, withdrawn: true });
    }
    await planMarts(ORDERS, { level: 0, touched, requested: [] }, "run-2", ledger);
    const back = await arrive(ledger, "run-3", "2042-04-01");
    expect(await look(ledger, "run-3", back)).toMatchObject({
      batch_dates: ["2026-03-01", "2042-04-01"],
      withdrawn: ["2042-03-01"],
    });
  });

  it("gives up after most of a day, and leaves the request to the next builder", async () => {
    await look(ledger, "run-1", await arrive(ledger, "run-1", "2026-03-01"));
    const asked = await arrive(ledger, "run-2", "2026-03-02");
    await expect(look(ledger, "run-2", asked, LOOKS)).rejects.toThrow(
      "sales of 2026-03-02 is still to be built: other runs were building it all the time. The requests stay on record, and the next run that builds sales builds them.",
    );
  });

  it("neither forgets an arrival nor builds one twice, one builder at a time, however runs interleave and end", async () => {
    const arrival = fc.record({ date: fc.constantFrom(...DAYS), dies: fc.integer({ min: 0, max: 12 }) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(arrival, { minLength: 1, maxLength: 7 }),
        fc.scheduler(),
        async (arrivals, scheduler) => {
          const { served, built, asked, deaths } = await simulate(arrivals, scheduler);
          const latest = arrivals
            .map(({ date }) => date)
            .sort()
            .at(-1) as string;
          expect([...(served.get(latest) ?? [])].sort()).toEqual(arrivals.map((_, index) => index));
          for (const [index, { date }] of arrivals.entries()) expect(served.get(date)).toContain(index);
          if (deaths === 0) expect(built).toBeLessThanOrEqual(asked);
        },
      ),
      sweep(100, 5_000),
    );
  });
});

const DIED = new Error("the execution was stopped");

/**
 * Every arrival is a run of its own: it commits, asks, and builds what it takes from whatever is committed by then. A run
 * may end at any step (`dies`, 0 is never); then its event is delivered once more, as a person would.
 */
async function simulate(arrivals: { date: string; dies: number }[], scheduler: fc.Scheduler) {
  const steps = new Map<string, number>();
  const pause = () => scheduler.schedule(Promise.resolve());
  const ledger = new MemoryLedger(pause);
  const committed = new Set<number>();
  const served = new Map<string, Set<number>>();
  let building = 0;
  let built = 0;
  let deaths = 0;
  const step = async (who: string) => {
    await pause();
    const left = (steps.get(who) ?? 0) - 1;
    steps.set(who, left);
    if (left !== 0) return;
    ledger.ended.add(who);
    deaths += 1;
    throw DIED;
  };
  const build = async (dates: string[]) => {
    expect(building).toBe(0);
    building += 1;
    built += dates.length;
    await pause();
    for (const date of dates) served.set(date, new Set(committed));
    building -= 1;
  };
  const run = async (index: number, date: string, who: string) => {
    await step(who);
    if (!committed.has(index)) ledger.commit("shop/orders", date);
    committed.add(index);
    await step(who);
    const touched = [{ table: "shop/orders", batch_date: date }];
    const plan = await planMarts(ORDERS, { level: 0, touched, requested: [] }, who, ledger);
    let asked = plan.builds.flatMap(({ batch_dates }) => batch_dates);
    while (asked.length > 0) {
      await step(who);
      const turn = await takeTurn("sales", { asked, looks: 0 }, who, ledger);
      asked = turn.asked;
      if (turn.batch_dates.length === 0) continue;
      await step(who);
      await build(turn.batch_dates);
      await step(who);
      await ledger.recordBuilds("sales", who, turn.batch_dates);
    }
  };
  const arrive = async ({ date, dies }: (typeof arrivals)[number], index: number) => {
    steps.set(`run-${index}`, dies);
    try {
      await run(index, date, `run-${index}`);
    } catch (error) {
      if (error !== DIED) throw error;
      await run(index, date, `again-${index}`);
    }
  };
  await scheduler.waitFor(Promise.all(arrivals.map(arrive)));
  return { served, built, asked: ledger.asked, deaths };
}
