import { findMart } from "../../functions/cli/catalogue/find";
import { describeDiff, latestBuild } from "../../functions/cli/mart-diff";
import type { MartReport } from "../../functions/core/documents";
import type { MartRequest } from "../../functions/core/ledger/items";
import { definitions, mart } from "../core/fan-in/factory";

const SALES = mart("fact_sales", 0, "shop/orders:daily");
const DIFF = {
  added: 4,
  gone: 1,
  changed: 2,
  added_keys: ["order_id=121", "order_id=124"],
  gone_keys: ["order_id=3"],
  columns: [
    { column: "status", rows: 2, example: { key: "order_id=7", before: "placed", after: "paid" } },
    { column: "note", rows: 1, example: { key: "order_id=9", before: null, after: "gift" } },
  ],
  new_columns: ["tax"],
};
const BEFORE = { batch_date: "2026-03-01", snapshot_id: "1", rows: 1120 };
const report = (fields: object = {}) =>
  ({ rows: 1123, before: BEFORE, diff: DIFF, published_batch_date: "2026-03-02", ...fields }) as MartReport;
const request = (fields: object = {}) =>
  ({ batch_date: "2026-03-02", status: "BUILT", report: report(), ...fields }) as MartRequest;
const plain = (text: string) => text.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g"), "");

const TABLE = `column  rows  for example  before  after
status     2  order_id=7   placed  paid
note       1  order_id=9   null    gift

Added        order_id=121 to order_id=124
Gone         order_id=3
New columns  tax`;

test("a diff counts rows, and shows keys and values", () => {
  expect(plain(describeDiff(SALES, request()))).toBe(
    `fact_sales of 2026-03-02 against 2026-03-01: 4 rows added, 1 gone, 2 changed, 1,117 as before; 1,120 rows before, 1,123 now.\n\n${TABLE}`,
  );
});

test("a mart that its tests hold back says what is served, why, and what publishing would change", () => {
  const held = report({ published: false, published_batch_date: "2026-03-01" });
  const error = { status: "FAILED", error: "MartTestError", error_message: "unique." };
  const text = plain(describeDiff(SALES, request({ held, report: undefined, ...error })));
  expect(text.split("\n\n").slice(0, 2)).toEqual([
    "fact_sales of 2026-03-02 is held back by its tests, and 2026-03-01 is served: MartTestError: unique.",
    expect.stringMatching(/^fact_sales of 2026-03-02 against 2026-03-01: 4 rows added/),
  ]);
});

test.each([
  ["the first state", { before: null, diff: null }, "takes the place of no other state: 1,123 rows."],
  [
    "a key that tells nothing apart",
    { diff: null },
    "against 2026-03-01: 1,120 rows before, 1,123 now; the natural key does not tell the rows of both apart.",
  ],
  [
    "an older report",
    { before: undefined, diff: undefined },
    "was built before reports had a diff: 1,123 rows. Build it again to see one.",
  ],
])("%s has a sentence in place of a diff", (_, fields, sentence) => {
  expect(describeDiff(SALES, request({ report: report(fields) }))).toBe(`fact_sales of 2026-03-02 ${sentence}`);
});

test("a mart without comparison, and a build of the same date again, say so", () => {
  const same = { ...BEFORE, batch_date: "2026-03-02" };
  const text = describeDiff({ ...SALES, diff: false }, request({ report: report({ before: same, diff: null }) }));
  expect(text).toBe(
    'fact_sales of 2026-03-02 against its state before: 1,120 rows before, 1,123 now; mart.json says "diff": false, so that nothing is compared.',
  );
});

test("the build of a date is found, or the dates are named", () => {
  const all = [
    request({ batch_date: "2026-03-01" }),
    request(),
    request({ batch_date: "2026-03-03", report: undefined }),
  ];
  expect(latestBuild("fact_sales", all, undefined).batch_date).toBe("2026-03-02");
  expect(latestBuild("fact_sales", all, "2026-03-01").batch_date).toBe("2026-03-01");
  expect(() => latestBuild("fact_sales", all, "2026-03-03")).toThrow(
    "There is no build of fact_sales of 2026-03-03 on record, expected one of 2026-03-01, 2026-03-02: choose another --date.",
  );
  expect(() => latestBuild("fact_sales", [], undefined)).toThrow(
    "There is no build of fact_sales on record: sluice why fact_sales says what it waits for.",
  );
  expect(findMart("mart.fact_sales", definitions([], [SALES]))).toBe(SALES);
  expect(() => findMart("fact_sale", definitions([], [SALES]))).toThrow(
    'There is no mart fact_sale, expected one of fact_sales. Did you mean "fact_sales"?',
  );
});
