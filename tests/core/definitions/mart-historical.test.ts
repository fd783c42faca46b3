import { compile, MART, problems } from "./helpers";

const HISTORICAL = {
  ...MART,
  kind: "historical",
  inputs: [{ name: "staging.shop_orders_history", cadence: "daily" }],
};
const SQL = "select * from staging.shop_orders_history";
const compiled = (json: Record<string, unknown>, sql = SQL) => compile({ marts: { m: [json, sql] } }).marts.m;
const J = "glue/marts/m/mart.json";

describe("a mart of days", () => {
  test("has a year of all days, and a partition for each, unless it says otherwise", () => {
    expect(compiled(HISTORICAL)).toMatchObject({
      base: "staging__shop_orders_history",
      historical: { days: 365, carry_forward: true },
      partition_by: "as_of_date",
    });
    const said = { ...HISTORICAL, historical: { days: 30, carry_forward: false }, partition_by: "note" };
    expect(compiled(said)).toMatchObject({ historical: said.historical, partition_by: "note" });
  });

  test.each<[string, Record<string, unknown>, string, string[]]>([
    [
      "days of deliveries that nobody expects",
      {
        ...HISTORICAL,
        inputs: [{ ...HISTORICAL.inputs[0], cadence: "any" }],
        historical: { carry_forward: false },
      },
      SQL,
      [
        `${J}:15: "historical.carry_forward" is false, expected a daily input, whose deliveries give the days; remove it, or make an input daily.`,
      ],
    ],
    [
      "a key of days",
      { ...HISTORICAL, natural_key: ["order_id", "as_of_date"] },
      SQL,
      [
        `${J}:7: "natural_key" lists as_of_date, expected in a mart of kind historical what identifies the thing over time; remove it.`,
      ],
    ],
    [
      "days of another kind",
      { ...HISTORICAL, kind: "scd2", historical: { days: 3 } },
      SQL,
      [`${J}:14: "historical" applies to the kind historical, found scd2; remove it.`],
    ],
  ])("is refused for %s", (_, json, sql, sentences) => {
    expect(problems({ marts: { m: [json, sql] } })).toEqual(sentences);
  });

  test("is told where to join histories", () => {
    const versions = { ...HISTORICAL, kind: "scd2" };
    const both = { ...HISTORICAL, inputs: [...HISTORICAL.inputs, { name: "mart.v", cadence: "daily" }] };
    expect(problems({ marts: { m: [both, `${SQL}\njoin mart.v v using (order_id)`], v: [versions, SQL] } })).toEqual([
      "glue/marts/m/mart.sql:2: the SQL reads the histories staging.shop_orders_history and mart.v, expected one in a mart of kind historical; join them in a mart of kind scd2, and read that.",
    ]);
  });
});
