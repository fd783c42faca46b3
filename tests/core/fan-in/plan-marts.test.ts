import { mayFollow, planMarts, type Requested, type Touched } from "../../../functions/core/fan-in";
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
      touched: [],
    });
    expect((await plan(ledger, touched, "run-1", [], 1, chain)).builds).toEqual([]);
    ledger.built("clean", "2026-03-01", "run-1");
    touched.push({ mart: "clean", batch_date: "2026-03-01" });
    expect(await plan(ledger, touched, "run-1", [], 1, chain)).toEqual({
      level: 1,
      builds: [{ mart: "report", batch_dates: ["2026-03-01"] }],
      touched: [],
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

  it("takes over the request of a run that has ended before the build", async () => {
    const ledger = new MemoryLedger();
    ledger.commit("catalogue/products", "2026-03-01");
    ledger.commit("shop/orders", "2026-03-01");
    const touched = [{ table: "shop/orders", batch_date: "2026-03-01" }];
    const first = await plan(ledger, touched, "run-1");
    ledger.ended.add("run-1");
    expect(await plan(ledger, touched, "run-2")).toEqual(first);
    expect((await plan(ledger, touched, "run-3")).builds).toEqual([]);
  });
});

it("builds the marts on a mart whose run ended between the levels", async () => {
  const chain = definitions(TABLES, [mart("clean", 0, "shop/orders:daily"), mart("report", 1, "clean:daily")]);
  const ledger = new MemoryLedger();
  ledger.commit("shop/orders", "2026-03-01");
  const touched = [{ table: "shop/orders", batch_date: "2026-03-01" }];
  await plan(ledger, touched, "run-1", [], 0, chain);
  ledger.built("clean", "2026-03-01", "run-1");
  ledger.ended.add("run-1");
  expect(await plan(ledger, touched, "run-2", [], 0, chain)).toEqual({
    level: 1,
    builds: [{ mart: "report", batch_dates: ["2026-03-01"] }],
    touched: [{ mart: "clean", batch_date: "2026-03-01" }],
  });
});

describe("mayFollow", () => {
  const chain = definitions(TABLES, [
    mart("clean", 0, "shop/orders:daily"),
    mart("names", 0, "shop/customers:daily"),
    mart("report", 1, "clean:daily"),
  ]);
  const builds = (id: string) => ({ level: 0, builds: [{ mart: id, batch_dates: ["2026-03-01"] }], touched: [] });

  it("is true when a mart of a higher level reads what is built now, was touched, or was requested", () => {
    expect(mayFollow(chain, builds("clean"), [], [])).toBe(true);
    expect(mayFollow(chain, builds("names"), [], [])).toBe(false);
    expect(mayFollow(chain, builds("names"), [{ mart: "clean", batch_date: "2026-03-01" }], [])).toBe(true);
    const asked = { mart: "report", batch_date: null, required: true };
    expect(mayFollow(chain, builds("names"), [], [asked])).toBe(true);
  });
});
