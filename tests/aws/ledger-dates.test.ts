import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { recordLoaded, recordWithdrawn } from "../../functions/aws/ledger";
import { committedDates } from "../../functions/aws/ledger/loads";
import { ledgerView, martRequests, planView, requestsOf } from "../../functions/aws/ledger/marts";
import type { Load, MartDefinition, StagingReport } from "../../functions/core/documents";
import { dateKey, loadKey, martReportKey, requestKey, tableStateKey } from "../../functions/core/ledger/items";
import { FakeLedger } from "./fake-ledger";

const TABLE = "shop/orders";
const LOADS_A_DAY = 100;
const DAYS = Array.from({ length: 365 }, (_, day) => new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10));
const REPORT = { text: "x".repeat(1500) };
const OWNER = { execution_arn: "arn:me", run_id: "me" };
const SALES = {
  id: "sales",
  inputs: [{ table: TABLE, mart: null, name: "staging.shop_orders_log" }],
} as unknown as MartDefinition;

const load = (load_id: string, batch_date = "2026-01-01"): Load => ({
  load_id,
  table: TABLE,
  bucket: "raw",
  key: `shop/orders/dt=${batch_date}/${load_id}.csv`,
  version_id: "1",
  etag: "e",
  size: 1,
  sequencer: "",
  loaded_at: `${batch_date}T06:00:00.000Z`,
  batch_date,
});

/** A year of loads, with the items of their batch dates, and a mart that was built for each. */
function yearOfLoads(ledger: FakeLedger, loadsADay = LOADS_A_DAY): void {
  for (const date of DAYS) {
    for (let at = 0; at < loadsADay; at += 1) {
      const each = load(`${date}-${at}`, date);
      ledger.put(loadKey(each), { ...each, status: "LOADED", committed: true, report: REPORT });
    }
    ledger.put(dateKey({ table: TABLE, batch_date: date }), { batch_date: date, live: true, revision: loadsADay });
    const asked = { mart: "sales", batch_date: date, revision: 1, requested_by: "arn:run", status: "BUILT" };
    ledger.put(requestKey("sales", date), { ...asked, waiting: { product: 2 } });
    ledger.put(martReportKey("sales", date), { batch_date: date, report: { ...REPORT, waiting: { product: 2 } } });
  }
  const revision = DAYS.length * loadsADay;
  ledger.put(tableStateKey(TABLE), { revision, dated: revision });
}

/** Of the last transaction: the item of the batch date. */
function writtenDate({ written = [] }: FakeLedger) {
  const found = written.map(({ Update }) => Update).find((each) => each?.Key?.sk?.S?.startsWith("date#"));
  return { condition: found?.ConditionExpression, ...unmarshall(found?.ExpressionAttributeValues ?? {}) };
}
const refused = (code: string) =>
  new TransactionCanceledException({ $metadata: {}, message: "no", CancellationReasons: [{ Code: code }] });

describe("batch dates in the ledger", () => {
  let ledger: FakeLedger;
  beforeEach(() => {
    ledger = new FakeLedger();
  });
  afterEach(() => jest.restoreAllMocks());

  test("a plan after 36,500 loads reads the dates and the requests, some 50 units, and no load and no report", async () => {
    yearOfLoads(ledger);
    const view = await planView([SALES]);
    expect(view).toMatchObject({ table_dates: { [TABLE]: DAYS }, loads: {}, revisions: { [TABLE]: 36_500 } });
    expect(view.requests.sales?.at(-1)).toEqual({
      mart: "sales",
      batch_date: "2026-12-31",
      revision: 1,
      requested_by: "arn:run",
      status: "BUILT",
      report: { waiting: { product: 2 } },
    });
    expect(ledger.units).toBeLessThan(50);
  });

  test("a ledger that is older than the items of batch dates is read load by load", async () => {
    yearOfLoads(ledger, 1);
    ledger.put(loadKey(load("early", "2025-12-31")), { ...load("early", "2025-12-31"), committed: true });
    ledger.put(tableStateKey(TABLE), { revision: 366, dated: 365 });
    expect(await committedDates(TABLE)).toEqual(["2025-12-31", ...DAYS]);
  });

  test("people are shown loads and reports, also of requests that have their report in the item", async () => {
    yearOfLoads(ledger, 1);
    const old = { mart: "sales", batch_date: "2025-12-31", revision: 1, requested_by: "arn", status: "BUILT" };
    ledger.put(requestKey("sales", "2025-12-31"), { ...old, report: { rows: 7, waiting: {} } });
    const [first, second] = await martRequests("sales");
    expect([first?.report, second?.report]).toEqual([
      { rows: 7, waiting: {} },
      { ...REPORT, waiting: { product: 2 } },
    ]);
    expect((await requestsOf("sales", ["2026-01-01"]))[0]?.report).toEqual(second?.report);
    expect((await planView([SALES])).requests.sales?.[0]?.report).toEqual({ rows: 7, waiting: {} });
    expect((await ledgerView([SALES])).loads[TABLE]).toHaveLength(365);
  });

  test("a load makes its date live in the transaction that makes it LOADED", async () => {
    expect(await recordLoaded(load("a"), OWNER, {} as StagingReport)).toBe(true);
    expect(ledger.written?.map(({ Update }) => Update?.Key?.sk?.S)).toEqual([
      "load#2026-01-01#a",
      "date#2026-01-01",
      "state",
    ]);
    expect(writtenDate(ledger)).toMatchObject({ ":live": true, ":revision": 1 });
  });

  test.each([
    ["the only file of its date ends it", [], null, false],
    ["its heir keeps it", [], "b", true],
    ["another committed load keeps it", ["c"], null, true],
  ])("a file is withdrawn: %s", async (_title, others, heir, live) => {
    for (const id of ["a", ...others]) ledger.put(loadKey(load(id)), { ...load(id), committed: true });
    ledger.put(dateKey(load("a")), { batch_date: "2026-01-01", live: true, revision: 4 });
    const withdrawn = await recordWithdrawn(load("a"), heir ? load(heir) : null, OWNER, {} as StagingReport, "at");
    expect(withdrawn).toBe(true);
    expect(writtenDate(ledger)).toMatchObject({ condition: "#revision = :found", ":found": 4, ":live": live });
  });

  test("a file that is loaded during a withdrawal of the same date is seen by the next try", async () => {
    ledger.put(loadKey(load("a")), { ...load("a"), committed: true, status: "CLAIMED", execution_arn: "arn:me" });
    ledger.refusals = [refused("ConditionalCheckFailed")];
    const withdrawal = recordWithdrawn(load("a"), null, OWNER, {} as StagingReport, "at");
    ledger.put(dateKey(load("a")), { batch_date: "2026-01-01", live: true, revision: 5 });
    ledger.put(loadKey(load("b")), { ...load("b"), committed: true });
    expect(await withdrawal).toBe(true);
    expect(writtenDate(ledger)).toMatchObject({ ":found": 5, ":live": true });
  });

  test("a withdrawal that another execution has taken over is not tried again", async () => {
    ledger.put(loadKey(load("a")), { ...load("a"), status: "CLAIMED", execution_arn: "arn:other" });
    ledger.refusals = [refused("ConditionalCheckFailed")];
    expect(await recordWithdrawn(load("a"), null, OWNER, {} as StagingReport, "at")).toBe(false);
  });
});
