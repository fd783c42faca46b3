import fc from "fast-check";
import { planMarts, type Requested, type Touched } from "../../../functions/core/fan-in";
import { sweep } from "../../sweep";
import { definitions, mart, table } from "./factory";
import { MemoryLedger } from "./memory-ledger";

const TABLES = ["shop/orders", "shop/customers", "catalogue/products"].map((id) => table(id));
const SALES = definitions(TABLES, [mart("fact_sales", 0, "shop/orders:daily", "catalogue/products:any")]);

const plan = (
  ledger: MemoryLedger,
  touched: Touched[],
  who = "run-1",
  requested: Requested[] = [],
  level = 0,
  of = SALES,
) => planMarts(of, { level, touched, requested }, who, ledger);

describe("planMarts", () => {
  it("waits until every daily input has arrived for the date and every other one at all", async () => {
    const ledger = new MemoryLedger();
    ledger.commit("shop/orders", "2026-03-02");
    expect((await plan(ledger, [{ table: "shop/orders", batch_date: "2026-03-02" }])).builds).toEqual([]);

    ledger.commit("catalogue/products", "2026-02-01");
    const late = await plan(ledger, [{ table: "catalogue/products", batch_date: "2026-02-01" }], "run-2");

    expect(late.builds).toEqual([{ mart: "fact_sales", batch_dates: ["2026-03-02"] }]);
  });

  it("builds a corrected date and then the date that is served", async () => {
    const ledger = new MemoryLedger();
    ledger.commit("catalogue/products", "2026-03-01");
    for (const date of ["2026-03-01", "2026-03-02", "2026-03-03"]) ledger.commit("shop/orders", date);
    const { builds } = await plan(ledger, [{ table: "shop/orders", batch_date: "2026-03-01" }]);
    expect(builds).toEqual([{ mart: "fact_sales", batch_dates: ["2026-03-01", "2026-03-03"] }]);
  });

  it("lets one execution win a state of the inputs, and that one win it again when it asks again", async () => {
    const ledger = new MemoryLedger();
    ledger.commit("catalogue/products", "2026-03-01");
    ledger.commit("shop/orders", "2026-03-01");
    const touched = [{ table: "shop/orders", batch_date: "2026-03-01" }];
    const first = await plan(ledger, touched, "run-1");
    expect((await plan(ledger, touched, "run-2")).builds).toEqual([]);
    expect(await plan(ledger, touched, "run-1")).toEqual(first);
  });

  it("plans a mart of marts after its inputs were built, and not before", async () => {
    const chain = definitions(TABLES, [
      mart("clean", 0, "shop/orders:daily"),
      mart("report", 1, "clean:daily", "shop/orders:daily"),
    ]);
    const ledger = new MemoryLedger();
    ledger.commit("shop/orders", "2026-03-01");
    const touched: Touched[] = [{ table: "shop/orders", batch_date: "2026-03-01" }];
    expect(await plan(ledger, touched, "run-1", [], 0, chain)).toEqual({
      level: 0,
      builds: [{ mart: "clean", batch_dates: ["2026-03-01"] }],
    });
    expect((await plan(ledger, touched, "run-1", [], 1, chain)).builds).toEqual([]);
    ledger.built("clean", "2026-03-01", "run-1");
    touched.push({ mart: "clean", batch_date: "2026-03-01" });
    expect(await plan(ledger, touched, "run-1", [], 1, chain)).toEqual({
      level: 1,
      builds: [{ mart: "report", batch_dates: ["2026-03-01"] }],
    });
  });

  it("builds a manual request again, and tells what a mart without data waits for", async () => {
    const ledger = new MemoryLedger();
    ledger.commit("shop/orders", "2026-03-01");
    const asked = { mart: "fact_sales", batch_date: null };
    await expect(plan(ledger, [], "run-1", [{ ...asked, required: true }])).rejects.toThrow(
      "fact_sales is not due for 2026-03-01: it waits for the first load of catalogue/products.",
    );
    expect((await plan(ledger, [], "run-1", [{ ...asked, required: false }])).builds).toEqual([]);
    ledger.commit("catalogue/products", "2026-03-01");
    await plan(ledger, [{ table: "shop/orders", batch_date: "2026-03-01" }], "run-1");
    const again = await plan(ledger, [], "run-2", [{ ...asked, required: true }]);
    expect(again.builds).toEqual([{ mart: "fact_sales", batch_dates: ["2026-03-01"] }]);
  });

  it("never forgets an arrival and never builds one state twice, however the runs interleave", async () => {
    const arrival = fc.record({
      table: fc.constantFrom("shop/orders", "catalogue/products"),
      batch_date: fc.constantFrom("2026-03-01", "2026-03-02", "2026-03-03"),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(arrival, { minLength: 1, maxLength: 7 }),
        fc.scheduler(),
        async (arrivals, scheduler) => {
          const { served, built } = await simulate(arrivals, scheduler);
          expect(new Set(built).size).toBe(built.length);
          const of = (id: string) => arrivals.filter((each) => each.table === id);
          const latest =
            of("catalogue/products").length > 0 &&
            of("shop/orders")
              .map(({ batch_date }) => batch_date)
              .sort()
              .at(-1);
          if (!latest) return expect(built).toEqual([]);
          const reaches = ({ table, batch_date }: (typeof arrivals)[number]) =>
            table === "catalogue/products" || batch_date <= latest;
          const relevant = arrivals.flatMap((each, index) => (reaches(each) ? [index] : []));
          expect([...(served.get(latest) ?? [])]).toEqual(expect.arrayContaining(relevant));
        },
      ),
      sweep(100, 5_000),
    );
  });
});

/** Every arrival is a run of its own: it commits, plans, and builds what it won from whatever is committed by then. */
async function simulate(arrivals: { table: string; batch_date: string }[], scheduler: fc.Scheduler) {
  const pause = () => scheduler.schedule(Promise.resolve());
  const ledger = new MemoryLedger(pause);
  const committed: number[] = [];
  const served = new Map<string, Set<number>>();
  const built: string[] = [];
  const run = async (touched: (typeof arrivals)[number], index: number) => {
    await pause();
    ledger.commit(touched.table, touched.batch_date);
    committed.push(index);
    const { builds } = await plan(ledger, [touched], `run-${index}`);
    const won = builds.flatMap(({ batch_dates }) => batch_dates);
    built.push(...won.map((date) => `${date} ${ledger.won.get(`run-${index} ${date}`)}`));
    for (const date of won) {
      await pause(); // the job waits for its turn, then reads what is there
      served.set(date, new Set(committed));
      ledger.built("fact_sales", date, `run-${index}`);
    }
  };
  await scheduler.waitFor(Promise.all(arrivals.map(run)));
  return { served, built };
}
