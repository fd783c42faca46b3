import { ctas, hiveOf } from "../../../functions/core/export/ctas";

describe("a copy into a table of Hive", () => {
  test.each([
    ["bigint", null],
    ["decimal(18,2)", null],
    ["array<string>", null],
    ["struct<a:bigint,b:string>", null],
    ["timestamp", "timestamp(3)"],
    ["array<timestamp>", "array(timestamp(3))"],
    ["struct<a:bigint,at:timestamp>", 'row("a" bigint, "at" timestamp(3))'],
    ["struct<a b:int,a-b:string>", 'row("a_b" integer, "a_b_2" varchar)'],
    ["struct<`a.b`:array<struct<x:decimal(5,2),`ü`:date>>>", 'row("a_b" array(row("x" decimal(5,2), "_" date)))'],
  ])("takes %s as %s", (type, expected) => {
    expect(hiveOf(type)).toBe(expected);
  });

  test("is one statement, which names what it changes", () => {
    const columns = [
      { name: "order_id", type: "bigint" },
      { name: "updated_at", type: "timestamp" },
    ];
    const from = { database: "sluice_dev_staging", table: "shop_orders_current" };
    expect(ctas(columns, from, { database: "lab", table: "orders" })).toBe(
      [
        'create table "lab"."orders"',
        "with (format = 'PARQUET') as",
        "select",
        '  "order_id",',
        '  cast("updated_at" as timestamp(3)) as "updated_at"',
        'from "sluice_dev_staging"."shop_orders_current"',
      ].join("\n"),
    );
  });
});
