import {
  dryRun,
  EMPTY_VIEW,
  gapsOf,
  type LedgerView,
  type LoadFact,
  type RequestFact,
} from "../../../functions/core/fan-in";
import { definitions, mart, table } from "./factory";

const ORDERS = table("shop/orders", { feed: "snapshot" });
const DEFINITIONS = definitions(
  [ORDERS, table("catalogue/products")],
  [
    mart("fact_sales", 0, "shop/orders:daily", "catalogue/products:any"),
    mart("report", 1, "fact_sales:daily"),
    mart("prices", 0, "catalogue/products:any"),
  ],
);
const day = (number: number) => `2026-03-0${number}`;

function load(number: number, status: string, fields: Partial<LoadFact> = {}): LoadFact {
  const key = `shop/orders/dt=${day(number)}/orders.csv`;
  return { key, batch_date: day(number), loaded_at: `${day(number)}T06:00:00.000Z`, status, ...fields };
}

const request = (number: number, status: RequestFact["status"]) => ({
  batch_date: day(number),
  revision: 1,
  status,
  requested_by: "run-1",
  ...(status === "FAILED" ? { error: "MartTestError", error_message: "unique failed." } : {}),
});

function view(loads: LoadFact[], requests: ReturnType<typeof request>[]): LedgerView {
  const dates = loads.filter(({ status }) => status === "LOADED").map(({ batch_date }) => batch_date);
  return {
    ...EMPTY_VIEW,
    table_dates: { "shop/orders": dates, "catalogue/products": [day(1)] },
    loads: { "shop/orders": loads },
    requests: { fact_sales: requests },
  };
}

const gaps = (seen: LedgerView, keys: string[] = [], id = "fact_sales") => {
  const raw = keys.map((key) => ({ key, batch_date: /dt=([\d-]+)/.exec(key)?.[1] ?? "" }));
  return gapsOf(DEFINITIONS.marts[id] as never, DEFINITIONS, seen, { "shop/orders": raw });
};

describe("the gaps of a mart", () => {
  test("are none where every day between the first and the newest has a state", () => {
    const seen = view([load(1, "LOADED"), load(2, "LOADED")], [request(1, "BUILT"), request(2, "BUILT")]);
    expect(gaps(seen)).toEqual({ mart: "fact_sales", from: day(1), to: day(2), states: 2, gaps: [] });
    expect(gaps(EMPTY_VIEW)).toEqual({ mart: "fact_sales", from: null, to: null, states: 0, gaps: [] });
  });

  test("are days in a row without a file, told once", () => {
    const seen = view([load(1, "LOADED"), load(5, "LOADED")], [request(1, "BUILT"), request(5, "BUILT")]);
    expect(gaps(seen).gaps).toEqual([
      { from: day(2), to: day(4), days: 3, reasons: ["no file of shop/orders"], notes: [] },
    ]);
  });

  test("say what became of a file, of a build, and of what no run has read", () => {
    const held = load(2, "HELD", { error: "MassDeleteError", error_message: "would delete 9 of 10 rows." });
    const loads = [
      load(1, "LOADED"),
      held,
      load(3, "CLAIMED"),
      load(4, "LOADED"),
      load(5, "LOADED"),
      load(6, "LOADED"),
    ];
    const seen = view(loads, [request(1, "BUILT"), request(5, "FAILED"), request(6, "REQUESTED")]);
    const unread = "shop/orders/dt=2026-03-07/orders.csv";
    expect(gaps(seen, [...loads.map(({ key }) => key), unread]).gaps).toEqual([
      {
        from: day(2),
        to: day(2),
        days: 1,
        reasons: ["shop/orders is held"],
        notes: [
          `${held.key} came at 2026-03-02T06:00:00Z and is held until somebody decides: MassDeleteError: would delete 9 of 10 rows.`,
        ],
      },
      {
        from: day(3),
        to: day(3),
        days: 1,
        reasons: ["shop/orders is being loaded"],
        notes: [`${load(3, "").key} came at 2026-03-03T06:00:00Z and is being loaded.`],
      },
      { from: day(4), to: day(4), days: 1, reasons: ["not built"], notes: [] },
      {
        from: day(5),
        to: day(5),
        days: 1,
        reasons: ["the build failed"],
        notes: [
          `fact_sales of 2026-03-05: MartTestError: unique failed. Build it again: sluice run '{"marts": ["fact_sales"], "batch_date": "2026-03-05"}'`,
        ],
      },
      { from: day(6), to: day(6), days: 1, reasons: ["being built"], notes: [] },
      {
        from: day(7),
        to: day(7),
        days: 1,
        reasons: ["shop/orders lies in raw unread"],
        notes: [`${unread} is in raw, and no run has loaded it: sluice run '{"key": "${unread}"}'`],
      },
    ]);
  });

  test("are states that a rollback passed over", () => {
    const seen = view([load(1, "LOADED"), load(2, "LOADED")], [request(1, "BUILT"), request(2, "ROLLED_BACK")]);
    expect(gaps(seen).gaps).toMatchObject([{ from: day(2), to: day(2), reasons: ["rolled back"] }]);
  });

  test("of a mart that waits for the first file of an input are all its days", () => {
    const seen = {
      ...view([load(1, "LOADED"), load(2, "LOADED")], []),
      table_dates: { "shop/orders": [day(1), day(2)] },
    };
    expect(gaps(seen).gaps).toEqual([
      { from: day(1), to: day(2), days: 2, reasons: ["no file of catalogue/products ever"], notes: [] },
    ]);
  });

  test("of a mart on a mart are the other's, and one without daily inputs has only the days of its files", () => {
    const seen = view([load(1, "LOADED"), load(3, "LOADED")], [request(1, "BUILT"), request(3, "BUILT")]);
    expect(gaps(seen, [], "report").gaps).toEqual([
      { from: day(1), to: day(1), days: 1, reasons: ["not built"], notes: [] },
      { from: day(2), to: day(2), days: 1, reasons: ["mart.fact_sales has no state"], notes: [] },
      { from: day(3), to: day(3), days: 1, reasons: ["not built"], notes: [] },
    ]);
    expect(gaps(seen, [], "prices")).toMatchObject({ from: day(1), to: day(1), gaps: [{ reasons: ["not built"] }] });
  });
});

describe("a back-fill", () => {
  const seen = view([load(1, "LOADED"), load(2, "LOADED"), load(4, "LOADED")], [request(4, "BUILT")]);
  const asked = { mart: "fact_sales", batch_date: null, required: true };

  test("builds each date that is due, and the marts that read it", () => {
    expect(dryRun(DEFINITIONS, seen, [{ ...asked, from: day(1), to: day(3) }])).toEqual([
      { mart: "fact_sales", batch_dates: [day(1), day(2)] },
      { mart: "report", batch_dates: [day(1), day(2), day(4)] },
    ]);
    expect(dryRun(DEFINITIONS, seen, [asked])).toEqual([
      { mart: "fact_sales", batch_dates: [day(4)] },
      { mart: "report", batch_dates: [day(4)] },
    ]);
  });

  test("of dates that are not due starts nothing", () => {
    expect(() => dryRun(DEFINITIONS, seen, [{ ...asked, from: day(5), to: day(6) }])).toThrow(
      "fact_sales is due for no batch date from 2026-03-05 to 2026-03-06: sluice gaps fact_sales says what each waits for.",
    );
    expect(dryRun(DEFINITIONS, seen, [{ ...asked, required: false, from: day(5), to: day(6) }])).toEqual([]);
  });
});
