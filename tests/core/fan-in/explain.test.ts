import { EMPTY_VIEW, explainMart, type RequestFact } from "../../../functions/core/fan-in";
import { definitions, mart, table } from "./factory";

const DEFINITIONS = definitions(
  [table("shop/orders"), table("catalogue/products")],
  [mart("fact_sales", 0, "shop/orders:daily", "catalogue/products:any")],
);
const arrived = { "shop/orders": ["2026-03-01"], "catalogue/products": ["2026-02-28"] };
const request = (status: RequestFact["status"]) => ({
  fact_sales: [{ batch_date: "2026-03-01", revision: 2, status, requested_by: "run-1" }],
});

describe("explainMart", () => {
  it.each([
    [
      "names what never arrived",
      EMPTY_VIEW,
      null,
      "fact_sales waits for the first load of shop/orders and catalogue/products.",
    ],
    [
      "names the daily input that is late, and what is served meanwhile",
      { ...EMPTY_VIEW, table_dates: arrived, requests: request("BUILT") },
      "2026-03-02",
      "fact_sales is not due for 2026-03-02: it waits for shop/orders of 2026-03-02 (last loaded for 2026-03-01). It serves 2026-03-01.",
    ],
    [
      "says that it waits for its turn",
      { ...EMPTY_VIEW, table_dates: arrived, requests: request("REQUESTED") },
      null,
      "fact_sales is to be built for 2026-03-01 by the next job run.",
    ],
    [
      "says that it is being built",
      { ...EMPTY_VIEW, table_dates: arrived, requests: request("BUILDING") },
      null,
      "fact_sales is being built for 2026-03-01.",
    ],
    [
      "says that it is built",
      { ...EMPTY_VIEW, table_dates: arrived, requests: request("BUILT") },
      null,
      "fact_sales is built for 2026-03-01.",
    ],
    [
      "names the command that builds what is due",
      { ...EMPTY_VIEW, table_dates: arrived },
      null,
      `fact_sales is due for 2026-03-01, and no run has asked for it yet. Load another file, or: sluice run '{"marts": ["fact_sales"], "batch_date": "2026-03-01"}'`,
    ],
    [
      "names the command that builds again what failed",
      { ...EMPTY_VIEW, table_dates: arrived, requests: request("FAILED") },
      null,
      `fact_sales failed to build for 2026-03-01. See sluice runs for the reason, then: sluice run '{"marts": ["fact_sales"], "batch_date": "2026-03-01"}'`,
    ],
  ])("%s", (_title, view, date, sentence) => {
    expect(explainMart("fact_sales", DEFINITIONS, view, date).message).toBe(sentence);
  });

  it("notes what the tests of the state that is served warn of", () => {
    const report = { tests: [{ test: "not_null(x)", severity: "warn" as const, passed: false, failures: 1 }] };
    const requests = { fact_sales: request("BUILT").fact_sales.map((each) => ({ ...each, report })) };
    const { notes } = explainMart("fact_sales", DEFINITIONS, { ...EMPTY_VIEW, table_dates: arrived, requests }, null);
    expect(notes).toEqual(["fact_sales of 2026-03-01: The test not_null(x) warns: 1 failing row."]);
  });

  it("says what is served after a rollback, who did it, and how to serve the other state again", () => {
    const built = request("BUILT").fact_sales;
    const back = { batch_date: "2026-03-02", revision: 3, status: "ROLLED_BACK", requested_by: "run-2" } as const;
    const dates = { ...arrived, "shop/orders": ["2026-03-01", "2026-03-02"] };
    const view = {
      ...EMPTY_VIEW,
      table_dates: dates,
      requests: { fact_sales: [...built, { ...back, rolled_back_by: "run-7" }] },
    };
    const { message, notes } = explainMart("fact_sales", DEFINITIONS, view, null);
    expect(message).toBe(
      `fact_sales is rolled back from 2026-03-02. It serves 2026-03-01. The next file of its inputs builds it again, or: sluice run '{"marts": ["fact_sales"], "batch_date": "2026-03-02"}'`,
    );
    expect(notes).toEqual([
      "The run run-7 rolled fact_sales back from 2026-03-02. To serve that again as it was: sluice rollback fact_sales --to 2026-03-02",
    ]);
  });

  it("names the marts there are when asked for another one", () => {
    expect(() => explainMart("fact_sale", DEFINITIONS, EMPTY_VIEW, null)).toThrow(
      "There is no mart fact_sale, expected one of fact_sales: describe it in glue/marts/fact_sale/ and deploy.",
    );
  });

  it("names a table once, whichever of its relations the mart reads", () => {
    const twice = definitions([table("shop/orders")], [mart("sales", 0, "shop/orders:daily", "shop/orders:daily")]);
    expect(explainMart("sales", twice, EMPTY_VIEW, null).message).toBe(
      "sales waits for the first load of shop/orders.",
    );
  });
});
