import type { MartDefinition } from "../../../functions/core/documents";
import { planMarts, type Touched } from "../../../functions/core/fan-in";
import { definitions, mart, table } from "./factory";
import { MemoryLedger } from "./memory-ledger";

const TABLES = ["shop/orders", "catalogue/products"].map((id) => table(id));
const ANY = mart("fact_sales", 0, "shop/orders:daily", "catalogue/products:any");
const DAILY = mart("fact_sales", 0, "shop/orders:daily", "catalogue/products:daily");
const PRODUCT = {
  name: "product",
  surrogate_key: "product_key",
  input: "catalogue/products",
  view: "",
  as_of: null,
  member_key: null,
};
const DIMENSION: MartDefinition = { ...DAILY, dimensions: [{ ...PRODUCT, key: { product_id: "product_id" } }] };

/** What a file of products of a later day builds, after `mart` was built for 1 March. */
async function afterALateFile(mart: MartDefinition, waiting: Record<string, number> = {}, isBuilt = true) {
  const ledger = new MemoryLedger();
  const plan = (table: string, batch_date: string, run: string) =>
    planMarts(definitions(TABLES, [mart]), { level: 0, touched: [{ table, batch_date }], requested: [] }, run, ledger);
  ledger.commit("catalogue/products", "2026-03-01");
  ledger.commit("shop/orders", "2026-03-01");
  await plan("shop/orders", "2026-03-01", "run-1");
  if (isBuilt) ledger.built("fact_sales", "2026-03-01", "run-1", waiting);
  ledger.commit("catalogue/products", "2026-03-03");
  const { builds } = await plan("catalogue/products", "2026-03-03", "run-2");
  const again = await plan("catalogue/products", "2026-03-03", "run-3");
  expect(again.builds).toEqual([]);
  return builds;
}

const LATEST = [{ mart: "fact_sales", batch_dates: ["2026-03-01"] }];

describe("a file that is newer than every due date", () => {
  it("of an input with the cadence any builds the latest due date, once", async () => {
    expect(await afterALateFile(ANY)).toEqual(LATEST);
  });

  it("does not build yesterday again where the mart repairs with its next load", async () => {
    expect(await afterALateFile({ ...ANY, repair: "with_next_load" })).toEqual([]);
    expect(await afterALateFile({ ...DIMENSION, repair: "with_next_load" }, { product: 3 })).toEqual([]);
  });

  it("of a daily dimension builds the latest due date while rows of it wait for a member", async () => {
    expect(await afterALateFile(DIMENSION, { product: 3 })).toEqual(LATEST);
  });

  it("of a daily dimension builds nothing when no row waits, or only for another dimension", async () => {
    expect(await afterALateFile(DIMENSION, { product: 0 })).toEqual([]);
    expect(await afterALateFile(DIMENSION, { product: 0, customer: 2 })).toEqual([]);
  });

  it("of a daily dimension builds the latest due date when its build is not finished, which may miss the member", async () => {
    expect(await afterALateFile(DIMENSION, {}, false)).toEqual(LATEST);
  });

  it("reaches a fact through a daily dimension mart, while rows of it wait for a member", async () => {
    const dimension = mart("dim_product", 0, "catalogue/products:daily");
    const sales = mart("fact_sales", 1, "shop/orders:daily", "dim_product:daily");
    const fact = { ...sales, dimensions: [{ ...PRODUCT, input: "dim_product", key: { product_id: "product_id" } }] };
    const ledger = new MemoryLedger();
    const plan = async (level: number, touched: Touched, run: string) => {
      const inputs = { level, touched: [touched], requested: [] };
      return (await planMarts(definitions(TABLES, [dimension, fact]), inputs, run, ledger)).builds;
    };
    ledger.commit("shop/orders", "2026-03-01");
    for (const [date, run] of [
      ["2026-03-01", "run-1"],
      ["2026-03-03", "run-2"],
    ] as const) {
      ledger.commit("catalogue/products", date);
      const builds = await plan(0, { table: "catalogue/products", batch_date: date }, run);
      expect(builds).toEqual([{ mart: "dim_product", batch_dates: [date] }]);
      ledger.built("dim_product", date, run);
      expect(await plan(1, { mart: "dim_product", batch_date: date }, run)).toEqual(LATEST);
      ledger.built("fact_sales", "2026-03-01", run, { product: 3 });
    }
  });

  it("of a daily input that is no dimension builds nothing", async () => {
    expect(await afterALateFile(DAILY)).toEqual([]);
  });
});
