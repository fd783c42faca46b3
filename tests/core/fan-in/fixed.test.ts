import type { MartDefinition } from "../../../functions/core/documents";
import { EMPTY_VIEW, explainMart, planMarts, type Requested, type Touched } from "../../../functions/core/fan-in";
import { definitions, mart, table } from "./factory";
import { MemoryLedger } from "./memory-ledger";

/** A calendar of that definition, and a fact that reads it. */
function shop(fixed: string) {
  const sales = mart("fact_sales", 1, "shop/orders:daily", "dim_date:any");
  const inputs = sales.inputs.map((input) => ({ ...input, fixed: input.mart !== null }));
  return definitions(
    [table("shop/orders")],
    [
      { ...mart("dim_date", 0), fixed },
      { ...sales, inputs },
    ],
  );
}

describe("a mart that reads nothing that arrives", () => {
  let ledger: MemoryLedger;
  beforeEach(() => {
    ledger = new MemoryLedger();
  });
  const plan = async (run: string, fixed: string, touched: Touched[], requested: Requested[] = [], level = 0) =>
    (await planMarts(shop(fixed), { level, touched, requested }, run, ledger)).builds;
  const orders = (batch_date: string): Touched[] => {
    ledger.commit("shop/orders", batch_date);
    return [{ table: "shop/orders", batch_date }];
  };
  const why = async (mart: string, fixed: string) => {
    const { marts } = shop(fixed);
    return explainMart(mart, shop(fixed), await ledger.view(Object.values(marts)), null);
  };
  const CALENDAR = [{ mart: "dim_date", batch_dates: ["2026-03-02"] }];

  it("is built by the first run of any file, before the marts that read it, once for each definition", async () => {
    const first = orders("2026-03-02");
    expect(await plan("run-1", "a", first)).toEqual(CALENDAR);
    expect(await plan("run-1", "a", first)).toEqual(CALENDAR);
    ledger.built("dim_date", "2026-03-02", "run-1");
    const built: Touched[] = [...first, { mart: "dim_date", batch_date: "2026-03-02" }];
    expect(await plan("run-1", "a", built, [], 1)).toEqual([{ mart: "fact_sales", batch_dates: ["2026-03-02"] }]);
    ledger.built("fact_sales", "2026-03-02", "run-1");

    expect(await plan("run-2", "a", orders("2026-03-03"))).toEqual([
      { mart: "fact_sales", batch_dates: ["2026-03-03"] },
    ]);
    expect(await plan("run-3", "b", orders("2026-03-01"))).toEqual(CALENDAR);
  });

  it("holds back no mart while another run builds it, and a new definition builds what is served again", async () => {
    await plan("run-1", "a", orders("2026-03-02"));
    expect(await plan("run-2", "a", orders("2026-03-03"))).toEqual([
      { mart: "fact_sales", batch_dates: ["2026-03-03"] },
    ]);
    ledger.built("dim_date", "2026-03-02", "run-1");
    ledger.built("fact_sales", "2026-03-03", "run-2");
    // A run of a file that the fact does not read: only the calendar has changed.
    const other: Touched[] = [{ table: "shop/else", batch_date: "2026-03-09" }];
    expect(await plan("run-3", "b", other)).toEqual(CALENDAR);
    ledger.built("dim_date", "2026-03-02", "run-3");
    const touched: Touched[] = [...other, { mart: "dim_date", batch_date: "2026-03-02" }];
    expect(await plan("run-3", "b", touched, [], 1)).toEqual([{ mart: "fact_sales", batch_dates: ["2026-03-03"] }]);
  });

  it("is tried again by the next run when it failed", async () => {
    await plan("run-1", "a", orders("2026-03-02"));
    const request = ledger.requests.get("dim_date")?.get("2026-03-02");
    if (request) request.status = "FAILED";
    expect(await plan("run-2", "a", [{ table: "shop/else", batch_date: "2026-03-09" }])).toEqual(CALENDAR);
  });

  it("is built by hand at any time once there is a date", async () => {
    const asked = { mart: "dim_date", batch_date: null };
    expect(await plan("run-1", "a", [], [{ ...asked, required: false }])).toEqual([]);
    await expect(plan("run-1", "a", [], [{ ...asked, required: true }])).rejects.toThrow(
      "dim_date reads nothing that arrives: the run of the next file builds it.",
    );
    const dated = { mart: "dim_date", batch_date: "2026-03-02", required: true };
    expect(await plan("run-1", "a", [], [dated])).toEqual(CALENDAR);
    ledger.built("dim_date", "2026-03-02", "run-1");
    expect(await plan("run-2", "a", [], [{ ...asked, required: true }])).toEqual(CALENDAR);
  });

  it("is explained, and no mart waits for it", async () => {
    const command = `sluice run '{"marts": ["dim_date"], "batch_date": "2026-03-02"}'`;
    expect(explainMart("dim_date", shop("a"), EMPTY_VIEW, null)).toMatchObject({ state: "DUE", batch_date: null });
    expect(explainMart("fact_sales", shop("a"), EMPTY_VIEW, null).message).toBe(
      "fact_sales waits for the first load of shop/orders.",
    );
    await plan("run-1", "a", orders("2026-03-02"));
    expect((await why("dim_date", "a")).message).toBe("dim_date is being built for 2026-03-02.");
    expect(await why("fact_sales", "a")).toMatchObject({ state: "DUE", waiting_for: [], batch_date: "2026-03-02" });
    ledger.built("dim_date", "2026-03-02", "run-1");
    expect((await why("dim_date", "a")).message).toBe(
      "dim_date is built for 2026-03-02: it reads nothing that arrives, and is built again once its definition changes.",
    );
    const day = {
      name: "day",
      surrogate_key: "day_key",
      input: "dim_date",
      view: "",
      key: { day: "date" },
      as_of: null,
      member_key: "date_key",
    };
    await plan("run-1", "a", [{ mart: "dim_date", batch_date: "2026-03-02" }], [], 1);
    ledger.built("fact_sales", "2026-03-02", "run-1", { day: 2 });
    const { marts, ...rest } = shop("a");
    const fact = { ...marts.fact_sales, dimensions: [day] } as MartDefinition;
    const view = await ledger.view([fact]);
    expect(explainMart("fact_sales", { ...rest, marts: { fact_sales: fact } }, view, null).notes).toEqual([
      'fact_sales of 2026-03-02 has 2 rows whose day is not in dim_date ("unknown"): extend glue/marts/dim_date/ and deploy.',
    ]);
    expect(await why("dim_date", "b")).toMatchObject({
      state: "DUE",
      message: `dim_date has changed since it was built for 2026-03-02: the run of the next file builds it again, or: ${command}`,
    });
  });
});
