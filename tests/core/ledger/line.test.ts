import fc from "fast-check";
import type { Load } from "../../../functions/core/documents";
import {
  BYTES_A_JOB_RUN,
  isInLine,
  LOADS_A_JOB_RUN,
  type Place,
  takeLoads,
  wakeOthers,
} from "../../../functions/core/ledger/line";
import { loadOutcomes } from "../../../functions/core/run/turns";
import { sweep } from "../../sweep";
import { MemoryLine } from "./memory-line";

const TABLE = "shop/orders";

function place(load_id: string, who = `execution-${load_id}`, fields: Partial<Load> = {}): Place {
  const [batch_date, loaded_at] = ["2026-03-01", "2026-03-02T06:00:00.000Z"];
  const staged = { load_id, table: TABLE, batch_date, loaded_at, sequencer: "", size: 10, ...fields } as Load;
  const asked = { facts: {}, approve: [], withdraw: [], run_id: "run", report: `s3://staging/${load_id}.json` };
  return { load_id, table: TABLE, staged, ...asked, execution_arn: who, token: `token-${who}`, status: "WAITING" };
}
const ids = (places: Place[]) => places.map(({ load_id }) => load_id);

describe("takeLoads", () => {
  let ledger: MemoryLine;
  beforeEach(() => {
    ledger = new MemoryLine();
  });
  const look = (each: Place) => takeLoads(each, ledger);
  const record = async (who: string, ...loaded: string[]) => {
    await ledger.recordTurn(
      who,
      loaded.map((load_id) => ({ load_id, status: "LOADED" })),
    );
    await wakeOthers(TABLE, who, ledger);
  };

  it("stages a burst in two job runs: the first arrival's, and that of all who came meanwhile", async () => {
    const [first, ...others] = ["a", "d", "c", "b"].map((id) => place(id)) as [Place, ...Place[]];
    expect(await look(first)).toMatchObject({ status: "LOADING", places: [{ load_id: "a" }] });
    for (const other of others) expect(await look(other)).toEqual({ status: "WAITING", failure: null, places: [] });
    const told = others.map(({ token, execution_arn }) => ledger.answerTo(token, execution_arn));
    await record("execution-a", "a");
    const woken = await Promise.race(told);
    expect(woken).toEqual({ status: "WAITING", failure: null });

    const turn = await look(others[2] as Place);
    expect(ids(turn.places)).toEqual(["b", "c", "d"]);
    await record("execution-b", "b", "c", "d");
    expect(await Promise.all(told.slice(0, 2))).toEqual([
      { status: "LOADED", failure: null },
      { status: "LOADED", failure: null },
    ]);
    expect(await look(others[2] as Place)).toMatchObject({ status: "LOADED", places: [] });
  });

  it("takes them in the order in which they take effect, not in that of their arrival", async () => {
    await look(place("first"));
    const dates = { x: "2026-03-03", y: "2026-03-01", z: "2026-03-02" };
    for (const [id, batch_date] of Object.entries(dates)) await look(place(id, id, { batch_date }));
    await record("execution-first", "first");
    expect(ids((await look(place("z", "z"))).places)).toEqual(["y", "z", "x"]);
  });

  it.each([
    ["so many loads", LOADS_A_JOB_RUN, 10],
    ["so many bytes", 3, Math.floor(BYTES_A_JOB_RUN / 3)],
    ["a single load, however large it is", 1, BYTES_A_JOB_RUN + 1],
  ])("takes at most %s at once", async (_title, most, size) => {
    const all = Array.from({ length: most + 2 }, (_, at) => place(`${at}`.padStart(3, "0"), `e${at}`, { size }));
    for (const each of all) await ledger.stand(each);
    expect((await look(all.at(-1) as Place)).places).toHaveLength(most);
  });

  const gather = (each: Place) => takeLoads(each, ledger, true);

  it("gathers loads that are on their way before it takes any, and holds the table meanwhile", async () => {
    await ledger.come(place("a"));
    await ledger.come(place("b"));
    expect(await gather(place("a"))).toEqual({ status: "GATHERING", failure: null, places: [] });
    expect(await gather(place("b"))).toEqual({ status: "WAITING", failure: null, places: [] });
    expect(ids((await gather(place("a"))).places)).toEqual(["a", "b"]);
  });

  it("waits neither for nobody, nor for an execution that has ended, nor when its time is over", async () => {
    await ledger.come(place("b"));
    ledger.ended.add("execution-b");
    expect((await gather(place("a"))).status).toBe("LOADING");
    expect([...ledger.places.keys()]).toEqual(["a"]);
    await ledger.come(place("c"));
    expect((await look(place("a"))).status).toBe("LOADING");
  });

  it.each([
    ["loads", LOADS_A_JOB_RUN, 10],
    ["bytes", 3, Math.floor(BYTES_A_JOB_RUN / 2)],
  ])("gathers no more %s than a job run takes", async (_title, most, size) => {
    const all = Array.from({ length: most }, (_, at) => place(`${at}`.padStart(3, "0"), `e${at}`, { size }));
    for (const each of all) await ledger.stand(each);
    await ledger.come(place("more"));
    expect((await gather(all[0] as Place)).status).toBe("LOADING");
  });

  it("takes over from a loader that has ended, with what that one had taken of others", async () => {
    await look(place("a"));
    await look(place("b"));
    await ledger.take(place("b"), "execution-a");
    ledger.ended.add("execution-a");
    const turn = await look(place("c"));
    expect(ids(turn.places)).toEqual(["b", "c"]);
    await ledger.recordTurn("execution-a", [{ load_id: "b", status: "LOADED" }]);
    expect(ledger.places.get("b")?.status).toBe("LOADING");
    expect(ledger.places.has("a")).toBe(false); // somebody stopped it
  });

  it("leaves a load alone that another execution has brought again during the job run", async () => {
    await look(place("a"));
    const again = place("a", "again");
    expect((await look(again)).status).toBe("WAITING");
    await record("execution-a", "a");
    expect(ledger.places.get("a")).toMatchObject({ execution_arn: "again", status: "WAITING" });
    expect((await look(again)).status).toBe("LOADING");
  });

  it("lets go of the table where a look was cut off that came too late to load anything of its own", async () => {
    await look(place("a"));
    for (const id of ["b", "c"]) await look(place(id));
    await ledger.take(place("b"), "execution-a");
    const woken = ledger.answerTo("token-execution-c", "execution-c");
    await ledger.recordTurn(
      "execution-a",
      ["a", "b"].map((load_id) => ({ load_id, status: "LOADED" })),
    );
    await ledger.becomeLoader(TABLE, "execution-b", null); // b had read its place before, and its Lambda ends here
    expect(await look(place("b"))).toEqual({ status: "LOADED", failure: null, places: [] });
    expect(await woken).toEqual({ status: "WAITING", failure: null });
    expect((await look(place("c"))).status).toBe("LOADING");
  });

  it("lets go of the table where its own load was decided between its look and its becoming the loader", async () => {
    await look(place("a"));
    for (const id of ["b", "c"]) await look(place(id));
    await ledger.take(place("b"), "execution-a");
    const woken = ledger.answerTo("token-execution-c", "execution-c");
    const becomeLoader = ledger.becomeLoader.bind(ledger);
    ledger.becomeLoader = async (...given) => {
      await ledger.recordTurn(
        "execution-a",
        ["a", "b"].map((load_id) => ({ load_id, status: "LOADED" })),
      );
      return becomeLoader(...given);
    };
    // Its token may have been answered by now, so that it would not come back to load c.
    expect(await look(place("b"))).toEqual({ status: "LOADED", failure: null, places: [] });
    expect(await woken).toEqual({ status: "WAITING", failure: null });
    expect(ledger.loading).toBeNull();
  });

  it("tells the failure of a load to the execution that waits for it, and wakes past executions that ended", async () => {
    await look(place("a"));
    for (const id of ["b", "c", "d"]) await look(place(id));
    await ledger.take(place("b"), "execution-a");
    const told = (id: string) => ledger.answerTo(`token-execution-${id}`, `execution-${id}`);
    const [failed, woken] = [told("b"), told("d")];
    ledger.ended.add("execution-c");
    await ledger.recordTurn("execution-a", [
      { load_id: "a", status: "LOADED" },
      { load_id: "b", status: "FAILED", error: "RowContractError", error_message: "why" },
    ]);
    await wakeOthers(TABLE, "execution-a", ledger);
    expect(await failed).toEqual({ status: "FAILED", failure: { Error: "RowContractError", Cause: "why" } });
    expect(await woken).toEqual({ status: "WAITING", failure: null });
  });
});

const arrival = fc.record({
  dies: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 14 }) }),
  gathers: fc.integer({ min: 0, max: 3 }),
  isBad: fc.boolean(),
  day: fc.integer({ max: 3, min: 1 }),
});

it("stages every load and tells what became of it, one loader at a time, however executions interleave and end", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(arrival, { minLength: 1, maxLength: 7 }), fc.scheduler(), async (arrivals, scheduler) => {
      const { told, runs, deaths, bound, left } = await simulate(arrivals, scheduler);
      expect(told).toEqual(arrivals.map(({ isBad }) => (isBad ? "FAILED" : "LOADED")));
      expect(left.filter(({ status }) => ["COMING", "WAITING", "LOADING"].includes(status))).toEqual([]);
      if (deaths > 0) return;
      expect(runs.flat().toSorted()).toEqual(arrivals.map((_, at) => `load-${at}`));
      // Nobody needed the bound: each wake-up came.
      expect(bound).toBe(0);
    }),
    sweep(150, 10_000),
  );
});

it("stages in one job run what was claimed before any of it was in line", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(arrival, { minLength: 1, maxLength: 7 }), fc.scheduler(), async (arrivals, scheduler) => {
      const alive = arrivals.map((each) => ({ ...each, dies: 0 }));
      const { runs } = await simulate(alive, scheduler, true);
      expect(runs).toHaveLength(1);
    }),
    sweep(50, 3_000),
  );
});

const DIED = new Error("the execution was stopped");
const NO_REPORT = { job_run: "jr", retryable: false };
const FAILED = { failure: { Error: "x" }, attempts: 1, retryTimeouts: false, begun: null };

/**
 * Each arrival is an execution of load_file: it looks, stages what it takes, records it, and waits by its token. It may end at
 * any step (`dies`, 0 is never); then a person sends its event once more. As the loader it waits for others so many times (`gathers`).
 * In one burst all are claimed before any looks, and it waits for all. The time of a task that waits is over only when nothing else moves.
 */
async function simulate(
  arrivals: { dies: number; gathers: number; isBad: boolean; day: number }[],
  scheduler: fc.Scheduler,
  isOneBurst = false,
) {
  let [claimed, loading, deaths, bound, tokens, idle] = [0, 0, 0, 0, 0, 0];
  const runs: string[][] = [];
  const steps = new Map<string, number>();
  const pause = () => scheduler.schedule(Promise.resolve());
  const ledger = new MemoryLine(pause);
  const step = async (who: string) => {
    await pause();
    idle = 0;
    const left = (steps.get(who) ?? 0) - 1;
    steps.set(who, left);
    if (left !== 0) return;
    ledger.ended.add(who);
    deaths += 1;
    throw DIED;
  };
  const job = async (places: Place[], who: string) => {
    expect(loading).toBe(0);
    loading += 1;
    runs.push(ids(places));
    await pause();
    loading -= 1;
    await step(who);
  };
  const isBad = (load_id: string) => arrivals[Number(load_id.slice(5))]?.isBad ?? false;
  const leftOf = (load_id: string) =>
    isBad(load_id)
      ? { load_id, staged: false, failure: { ...NO_REPORT, error: "RowContractError", error_message: "why" } }
      : { load_id, staged: true, failure: null };
  const run = async (mine: Place, who: string, most: number): Promise<string> => {
    let gathers = 0;
    for (let looks = 0; ; looks += 1) {
      if (looks > 50) throw new Error(`${who} looks and looks: nobody loads`);
      await step(who);
      tokens += 1;
      const token = `token-${tokens}`;
      let isOver = false;
      const answer = ledger.answerInTime(token, who, () => {
        idle += 1;
        isOver ||= idle > 400;
        return isOver;
      });
      const turn = await takeLoads({ ...mine, token }, ledger, isOneBurst || gathers < most);
      await step(who);
      if (turn.status !== "WAITING") await ledger.wake(token, turn);
      const told = await answer;
      if (told === null) bound += deaths === 0 ? 1 : 0;
      await step(who);
      if (told === null || told.status === "WAITING") continue;
      if (told.status === "GATHERING") {
        gathers += 1;
        await pause();
        continue;
      }
      if (told.status !== "LOADING") return told.status;
      await job(turn.places, who);
      const left = ids(turn.places).map(leftOf);
      await ledger.recordTurn(who, loadOutcomes(left, left.every(({ staged }) => staged) ? null : FAILED));
      await step(who);
      await wakeOthers(TABLE, who, ledger);
      await step(who);
      const own = await ledger.findPlace(TABLE, mine.load_id);
      if (own?.execution_arn === who && !isInLine(own)) return own.status;
    }
  };
  const arrive = async ({ dies, gathers, day }: (typeof arrivals)[number], at: number) => {
    const load_id = `load-${at}`;
    const attempt = async (who: string) => {
      const mine = place(load_id, who, { batch_date: `2026-03-0${day}` });
      await ledger.come(mine);
      claimed += 1;
      while (isOneBurst && claimed < arrivals.length) await pause();
      await step(who);
      const status = await run(mine, who, gathers);
      await ledger.leave(mine);
      ledger.ended.add(who);
      return status;
    };
    steps.set(`first-${at}`, dies);
    try {
      return await attempt(`first-${at}`);
    } catch (error) {
      if (error !== DIED) throw error;
      return attempt(`again-${at}`);
    }
  };
  const told = await scheduler.waitFor(Promise.all(arrivals.map(arrive)));
  return { told, runs, deaths, bound, left: [...ledger.places.values()] };
}
