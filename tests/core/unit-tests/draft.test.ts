import { compileUnitTests, draftTest, planTests, type Texts } from "../../../functions/core/unit-tests";
import { compile, MART, SQL } from "../definitions/helpers";

const DEFINITIONS = compile({ marts: { m: [MART, SQL] } });
const TABLE = DEFINITIONS.tables["shop/orders"] as NonNullable<(typeof DEFINITIONS.tables)[string]>;

const change = (day: number, type: string, order_id: string, more: Texts = {}): Texts => ({
  order_id,
  note: null,
  updated_at: null,
  ...more,
  _batch_date: `2026-03-0${day}`,
  _change_type: type,
  _key: order_id,
});
const MART_ROWS = {
  types: { order_id: "bigint", note: "varchar", at: "timestamp(6) with time zone" },
  rows: [{ order_id: "2", note: "007", at: "2026-03-02 08:00:00.500000 UTC" }],
};

function draft(changes: Texts[], feed: "snapshot" | "changes" = "snapshot"): string {
  return draftTest("m on local", "2026-03-04", [{ table: { ...TABLE, feed }, changes }], MART_ROWS);
}

test("a snapshot is given whole at each date on which it changed, and the last step expects what the mart has", () => {
  const text = draft([
    change(1, "insert", "1", { note: "a" }),
    change(1, "insert", "2", { updated_at: "2026-03-01 06:00:00.000 UTC" }),
    change(3, "delete", "1"),
  ]);
  expect(text).toBe(`# yaml-language-server: $schema=../../../../schemas/meta/mart_tests.schema.json
# A draft from m on local: what is expected is what the mart has, right or wrong. Look at each row, and replace what is personal.
unit_tests:
  - name: rows of m on local, as of 2026-03-04
    steps:
      - batch_date: 2026-03-01
        given:
          - input: shop/orders
            rows:
              - { order_id: 1, note: a }
              - { order_id: 2, updated_at: 2026-03-01T06:00:00Z }
      - batch_date: 2026-03-03
        given:
          - input: shop/orders
            rows:
              - { order_id: 2, updated_at: 2026-03-01T06:00:00Z }
      - batch_date: 2026-03-04
        given: []
        expect:
          rows:
            - { order_id: 2, note: "007", at: 2026-03-02T08:00:00.5Z }
`);
});

test("a draft is a test that keeps the rules of tests", async () => {
  const path = "glue/marts/m/tests/d.yml";
  const { tests, problems } = compileUnitTests([{ path, text: draft([change(1, "insert", "2")]) }], DEFINITIONS);
  expect([problems, (await planTests(tests, DEFINITIONS)).problems]).toEqual([[], []]);
});

test("changes are given as they came, those before the last few dates together", () => {
  const days = [1, 2, 3, 4].flatMap((day) => [change(day, "update", "1"), change(day, "update", "2")]);
  const early = { ...change(1, "insert", "1"), _batch_date: "2026-02-01" };
  const earlier = { ...change(1, "insert", "3"), _batch_date: "2026-01-01" };
  const text = draft([earlier, early, ...days], "changes");
  expect(text.match(/batch_date: \S+/g)).toEqual(
    ["2026-02-01", "2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"].map((date) => `batch_date: ${date}`),
  );
  expect(text.match(/- \{ order_id: \d \}/g)).toHaveLength(10);
});
