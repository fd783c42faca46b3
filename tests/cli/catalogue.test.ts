jest.mock("../../functions/aws/ledger");

import { loadsOf, martRequests } from "../../functions/aws/ledger";
import { summarise } from "../../functions/cli/catalogue/facts";
import { findByName } from "../../functions/cli/catalogue/find";
import { listAll } from "../../functions/cli/catalogue/list";
import { describeMart, describeTable } from "../../functions/cli/catalogue/show";
import type { LoadItem } from "../../functions/core/ledger/items";
import { definitions, mart, table } from "../core/fan-in/factory";

const COLUMN = { source_name: "ID", type: "bigint", nullable: false, pattern: null, description: "The order" };
const ORDERS = {
  ...table("shop/orders"),
  name: "shop_orders",
  description: "Orders",
  grain: "one row per order",
  feed: "changes" as const,
  natural_key: ["order_id"],
  sequence_by: "updated_at",
  columns: [{ ...COLUMN, name: "order_id" }],
};
const DEFINITIONS = definitions([ORDERS], [mart("fact_sales", 0, "shop/orders:daily")]);
const plain = (text: string) => text.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g"), "");
const load = (key: string, day: string, status: string, fields = {}) =>
  ({
    key,
    batch_date: day,
    loaded_at: `${day}T06:00:00.000Z`,
    status,
    committed: status === "LOADED",
    ...fields,
  }) as unknown as LoadItem;
const REPORT = { rows_read: 1200, inserts: 3, updates: 2, deletes: 1 };
const LOADS = [
  load("shop/orders/1.csv", "2026-03-01", "LOADED", { report: REPORT }),
  load("shop/orders/2.csv", "2026-03-02", "REJECTED", { error: "FileRejectedError", error_message: "quantity." }),
  load("shop/orders/3.csv", "2026-03-03", "REJECTED"),
  load("shop/orders/3.csv", "2026-03-04", "LOADED", { batch_date: "2026-03-03", report: REPORT }),
  load("shop/orders/5.csv", "2026-03-05", "HELD", { error: "MassDeleteError", error_message: "sluice run '{}'" }),
];

beforeEach(() => jest.resetAllMocks());

test("of the files of a table those are open that nobody has made good since", () => {
  const { batch_date, last, open } = summarise(LOADS);
  expect([batch_date, last?.key, open.map(({ key }) => key)]).toEqual([
    "2026-03-03",
    "shop/orders/3.csv",
    ["shop/orders/5.csv", "shop/orders/2.csv"],
  ]);
});

test("a file whose correction was withdrawn is open no more", () => {
  const rejected = load("shop/orders/1.csv", "2026-03-01", "REJECTED");
  const corrected = load("shop/orders/1.csv", "2026-03-02", "WITHDRAWN");
  expect(summarise([rejected]).open).toEqual([rejected]);
  expect(summarise([rejected, corrected]).open).toEqual([]);
});

test("sluice tables lists tables and marts with their freshness", async () => {
  jest.mocked(loadsOf).mockResolvedValue(LOADS);
  jest.mocked(martRequests).mockResolvedValue([
    { batch_date: "2026-03-01", status: "BUILT", report: { rows: 40, published_batch_date: "2026-03-01" } },
    { batch_date: "2026-03-03", status: "FAILED" },
  ] as never);
  const lines = plain(await listAll(DEFINITIONS)).split("\n");
  expect(lines[1]?.split(/ {2,}/)).toEqual([
    "shop/orders",
    "changes",
    "1",
    "2026-03-03",
    "1,200",
    "2026-03-04 06:00 UTC",
    "1 held, 1 rejected",
  ]);
  expect(lines[4]?.split(/ {2,}/)).toEqual(["fact_sales", "as_of", "2026-03-01", "40", "2026-03-03", "FAILED"]);
});

test("sluice tables shop/orders shows columns, the last load and the open files with their sentences", () => {
  expect(plain(describeTable(ORDERS, summarise(LOADS)))).toBe(`shop/orders  Orders
Grain       one row per order
Feed        changes, key: order_id, ordered by updated_at
Names       raw.shop_orders, staging.shop_orders, staging.shop_orders_current, staging.shop_orders_history
Last batch  2026-03-03, sent 2026-03-04T06:00:00.000Z: 1200 rows (3 inserted, 2 updated, 1 deleted) of shop/orders/3.csv

column    type              in the file  description
order_id  bigint  required  ID           The order

Open files
    shop/orders/5.csv of 2026-03-05  HELD
        MassDeleteError: sluice run '{}'
    shop/orders/2.csv of 2026-03-02  REJECTED
        FileRejectedError: quantity.`);
});

test("a mart that is not built says so, and shows what it is", () => {
  const fact = { ...mart("fact_sales", 0, "shop/orders:daily"), description: "Sales", grain: "one row per order" };
  const text = describeMart(fact, { built: null, newest: null }, null);
  expect(text).toContain("Published   never: sluice why fact_sales says what it waits for");
  const columns = [{ name: "order_id", type: "bigint", description: "The order" }];
  const built = { batch_date: "2026-03-01", report: { rows: 40, published_batch_date: "2026-03-01" } } as never;
  const newest = { batch_date: "2026-03-02", status: "FAILED", error: "MartTestError", error_message: "unique." };
  const shown = plain(describeMart(fact, { built, newest: newest as never }, columns));
  expect(shown).toContain("Published   2026-03-01, 40 rows");
  expect(shown).toContain("Newest      2026-03-02 FAILED: MartTestError: unique.");
  expect(shown).toMatch(/order_id {2}bigint {2}The order$/);
});

test.each([
  [{ way: "unchanged", because: null, rows_written: 0 }, "40 rows, as they were before"],
  [{ way: "changed", because: null, rows_written: 3 }, "40 rows, 3 of them written"],
  [{ way: "full", because: "mart.sql groups rows", rows_written: 40 }, "40 rows, all written: mart.sql groups rows"],
])("a mart says what its last build wrote: %o", (refresh, sentence) => {
  const report = { rows: 40, published_batch_date: "2026-03-01", refresh };
  const built = { batch_date: "2026-03-01", report } as never;
  const text = describeMart(mart("fact_sales", 0, "shop/orders:daily"), { built, newest: built }, null);
  expect(text).toContain(`Published   2026-03-01, ${sentence}`);
});

describe("a table or mart is found", () => {
  it.each(["shop/orders", "shop_orders", "staging.shop_orders_current", "raw.shop_orders"])("by %s", (name) => {
    expect(findByName(name, DEFINITIONS)).toEqual({ table: ORDERS });
  });
  it.each(["fact_sales", "mart.fact_sales"])("by %s", (name) => {
    expect(findByName(name, DEFINITIONS)).toMatchObject({ mart: { id: "fact_sales" } });
  });
  it.each(["fact_sale", "mart.shop_orders", "constructor"])("or said not to be: %s", (name) => {
    expect(() => findByName(name, DEFINITIONS)).toThrow(
      `There is no table or mart ${name}, expected one of fact_sales, shop/orders.`,
    );
  });
});
