import type { RequestFact } from "../../../functions/core/fan-in";
import type { LoadItem } from "../../../functions/core/ledger/items";
import { runOutcome } from "../../../functions/core/run/outcome";
import { fitting, fullMartResult, loadResult } from "../../../functions/core/run/results";

const LOAD = { load_id: "l", table: "shop/orders", key: "shop/orders/a.csv", batch_date: "2026-03-01" };
const item = (fields: object) => ({ ...LOAD, run_id: "r", ...fields }) as unknown as LoadItem;
const SENTENCE = `${"x".repeat(600)}.`;

describe("what became of a load", () => {
  it("is in the ledger, with the whole sentence", () => {
    const failed = { load_id: "l", error: "MassDeleteError", error_message: '{"Cause":"xxx' };
    const held = item({ status: "HELD", error: "MassDeleteError", error_message: SENTENCE });
    expect(loadResult(LOAD, failed, held, "r")).toEqual({
      ...LOAD,
      error: "MassDeleteError",
      error_message: SENTENCE,
    });
  });

  it.each([
    ["another run's", { run_id: "s", error: "MassDeleteError", error_message: "later" }],
    ["another failure", { error: "OtherError", error_message: "other" }],
    ["none, as for a load whose crawl failed", { status: "LOADED" }],
  ])("is what the execution said where the ledger has %s", (_title, fields) => {
    const failed = { load_id: "l", error: "MassDeleteError", error_message: '{"Cause":"60 % \\"would' };
    expect(loadResult(LOAD, failed, item(fields), "r")).toEqual({
      ...LOAD,
      error: "MassDeleteError",
      error_message: '60 % "would',
    });
  });

  it("has the counts of its report", () => {
    const report = { rows_quarantined: 3, deletes_suspended: null };
    const loaded = { load_id: "l", status: "LOADED", message: null } as const;
    expect(loadResult(LOAD, loaded, item({ status: "LOADED", report }), "r")).toEqual({
      ...LOAD,
      ...loaded,
      ...report,
    });
    const known = { load_id: "l", status: "DUPLICATE", message: null } as const;
    expect(loadResult(LOAD, known, item({ run_id: "s", report }), "r")).toEqual({ ...LOAD, ...known });
  });
});

describe("what became of a mart's date", () => {
  const brief = { mart: "sales", batch_date: "2026-03-01", status: "FAILED" } as const;
  const request = { batch_date: "2026-03-01", revision: 1, requested_by: "arn:me", built_by: "arn:me" };
  const told = { error: "MartTestError", error_message: SENTENCE };

  it("is in the ledger", () => {
    expect(fullMartResult(brief, { ...request, status: "FAILED", ...told } as RequestFact, "arn:me")).toEqual({
      ...brief,
      ...told,
    });
  });

  it("is what the state machine says where the ledger has something newer, or where that says why", () => {
    expect(fullMartResult(brief, { ...request, status: "REQUESTED" } as RequestFact, "arn:me")).toMatchObject({
      ...brief,
    });
    const built = { ...brief, status: "BUILT" } as const;
    expect(fullMartResult(built, { ...request, status: "REQUESTED" } as RequestFact, "arn:me")).toEqual(built);
    const noted = { ...brief, error: "RunReportError", error_message: "why" };
    expect(fullMartResult(noted, undefined, "arn:me")).toEqual(noted);
  });
});

describe("the sentences of a run", () => {
  const failed = (count: number) =>
    Array.from({ length: count }, (_, at) => ({
      ...LOAD,
      key: `shop/orders/${at}${"k".repeat(1000)}`,
      error: "E",
      error_message: "€".repeat(2000),
    }));

  it("fit in an item of the ledger, in bytes", () => {
    const all = JSON.stringify(fitting(failed(130)));
    expect(Buffer.byteLength(all)).toBeLessThan(400_000);
    const [only] = fitting(failed(1));
    expect(Buffer.byteLength(only?.error_message ?? "")).toBe(1998);
  });

  it("fit in a Cause of Step Functions", () => {
    const { error_message } = runOutcome(failed(12), [], null);
    expect(Buffer.byteLength(error_message ?? "")).toBeLessThanOrEqual(30_000);
  });

  it("that marts warn of are cut as one", () => {
    const mart = { mart: "m", batch_date: "2026-03-01", status: "BUILT" as const };
    const warnings = ["a".repeat(1500), "b".repeat(1500), "c"];
    const [cut] = fitting([{ ...mart, warnings }]);
    expect(cut?.warnings?.map((text) => text.length)).toEqual([1500, 500]);
  });
});
