import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compile, MART, type Project, problems, SQL } from "./helpers";

const DAYS = { from: "2026-01-01", to: "2026-12-31" };
const CALENDAR = {
  kind: "dimension",
  description: "Days",
  grain: "one row per day",
  natural_key: ["date"],
  surrogate_key: "date_key",
  calendar: DAYS,
  inputs: [],
};
const J = "glue/marts/dim_date/mart.json";
const without = (json: Record<string, unknown>, marts: Project["marts"] = {}): Project => ({
  marts,
  more: { [J]: json },
});
const ANY = { name: "mart.dim_date", cadence: "any" };

describe("a mart with a calendar", () => {
  test("needs no mart.sql: its rows are all days, with defaults for what is not said", () => {
    expect(compile(without(CALENDAR)).marts.dim_date).toMatchObject({
      calendar: { ...DAYS, fiscal_year_starts: 1, weekend: [6, 7], holidays: [] },
      inputs: [],
      level: 0,
      sql: "select * from calendar as calendar",
    });
  });

  test("may have one, which reads the days as calendar, and inputs", () => {
    const sql = "select c.*, o.note from calendar c left join staging.shop_orders_current o on o.order_id = c.day";
    const { marts } = compile({ marts: { dim_date: [{ ...CALENDAR, inputs: MART.inputs }, sql] } });
    expect(marts.dim_date).toMatchObject({ fixed: null, sql: expect.stringContaining("from calendar c left join") });
  });

  test("is a dimension of facts in each role, without a date that selects a version", () => {
    const role = { name: "ordered", surrogate_key: "ordered_key", input: "mart.dim_date", key: { day: "date" } };
    const fact = { ...MART, kind: "fact", inputs: [...MART.inputs, ANY], dimensions: [role] };
    expect(compile(without(CALENDAR, { sales: [fact, SQL] })).marts.sales?.dimensions).toEqual([
      { ...role, view: "mart__dim_date", as_of: null, member_key: "date_key" },
    ]);
  });

  test.each<[string, Record<string, unknown>, string[]]>([
    [
      "no day of the calendar, or days in the wrong order",
      { calendar: { from: "2026-02-30", to: "2026-01-31" } },
      [
        `${J}:10: "calendar.from" is 2026-02-30, which is no day of the calendar, expected YYYY-MM-DD; correct it.`,
        `${J}:9: "calendar" is from 2026-02-30 to 2026-01-31, expected a first day before the last.`,
      ],
    ],
    [
      "a holiday outside of it, or given twice",
      {
        calendar: {
          ...DAYS,
          holidays: ["2062-12-25", "2026-12-25", "2026-12-25"].map((date) => ({ date, name: "X" })),
        },
      },
      [
        `${J}:14: "calendar.holidays.date" is 2062-12-25, expected a day from 2026-01-01 to 2026-12-31; correct it.`,
        `${J}:22: "calendar.holidays" lists 2026-12-25 twice; give the day both names, as in "A and B".`,
      ],
    ],
    [
      "another natural key",
      { natural_key: ["day"] },
      [`${J}:5: "natural_key" is ["day"], expected ["date"], a day of "calendar"; correct it.`],
    ],
    [
      "another kind",
      { kind: "as_of", surrogate_key: undefined },
      [`${J}:8: "calendar" applies to the kind dimension, found as_of; remove it.`],
    ],
  ])("is refused for %s", (_, change, sentences) => {
    expect(problems(without({ ...CALENDAR, ...change }))).toEqual(sentences);
  });
});

describe("a mart that reads nothing that arrives", () => {
  const LIST = { ...MART, natural_key: ["id"], inputs: [] };
  const SHRUNKEN = { ...LIST, natural_key: ["year"], inputs: [ANY] };
  const YEARS = "select distinct year from mart.dim_date";
  const fixed = (calendar: Record<string, unknown>) => {
    const { marts } = compile(without(calendar, { list: [LIST, "select 1 as id"], years: [SHRUNKEN, YEARS] }));
    return [marts.list, marts.dim_date, marts.years].map((mart) => mart?.fixed);
  };

  test("has a hash of its definition and of those it reads; others have none, and know which inputs never arrive", () => {
    const before = fixed(CALENDAR);
    expect(before).toEqual(Array(3).fill(expect.stringMatching(/^[0-9a-f]{64}$/)));
    expect(fixed(CALENDAR)).toEqual(before);
    const after = fixed({ ...CALENDAR, calendar: { ...DAYS, fiscal_year_starts: 7 } });
    expect(after.map((hash, index) => hash === before[index])).toEqual([true, false, false]);
    const { marts } = compile(
      without(CALENDAR, { m: [{ ...MART, inputs: [...MART.inputs, ANY] }, `${SQL} join mart.dim_date`] }),
    );
    expect(marts.m).toMatchObject({ level: 1, fixed: null, inputs: [{ fixed: false }, { fixed: true }] });
  });

  test("is no daily input", () => {
    const daily = { ...MART, inputs: [...MART.inputs, { name: "mart.dim_date", cadence: "daily" }] };
    expect(problems(without(CALENDAR, { m: [daily, `${SQL} join mart.dim_date`] }))).toEqual([
      `glue/marts/m/mart.json:15: "cadence" is daily, expected any for mart.dim_date, which reads nothing that arrives; correct it.`,
    ]);
  });

  test("has no batch date, directly or through another", () => {
    const dated = (json: Record<string, unknown>, sql: string) => problems(without(CALENDAR, { m: [json, sql] }));
    const sentence =
      "the SQL reads batch_date(), expected an input that arrives, whose batch date it is; remove it, or list such an input in mart.json.";
    expect(dated(LIST, "select 1 as id,\n  batch_date() as today")).toEqual([`glue/marts/m/mart.sql:2: ${sentence}`]);
    expect(dated(SHRUNKEN, `${YEARS}\nwhere date <= batch_date()`)).toEqual([`glue/marts/m/mart.sql:2: ${sentence}`]);
  });

  test("keeps its versions and days to what has a history", () => {
    expect(problems({ marts: { m: [{ ...LIST, kind: "scd2" }, "select 1 as id"] } })).not.toEqual([]);
  });
});

test("batch_date() takes no arguments", () => {
  expect(problems({ marts: { m: [MART, `${SQL}where\n  updated_at < batch_date(1)`] } })).toEqual([
    "glue/marts/m/mart.sql:4: batch_date() has arguments, expected none; remove them.",
  ]);
});

test("the calendar of docs/definitions.md compiles, and a fact has its roles", () => {
  const page = readFileSync(join(__dirname, "../../../docs/definitions.md"), "utf8");
  const [, section = ""] = page.split("### calendar: a date dimension");
  const [calendar = "", roles = ""] = [...section.matchAll(/```json\n([^`]+)```/g)].map(([, text = ""]) => text);
  const { inputs, dimensions } = JSON.parse(`{${roles}}`);
  const { marts } = compile({
    marts: { sales: [{ ...MART, kind: "fact", inputs, dimensions }, SQL] },
    more: { [J]: calendar },
  });
  expect(marts.sales?.dimensions.map(({ surrogate_key }) => surrogate_key)).toEqual([
    "order_date_key",
    "ship_date_key",
  ]);
});

test("batch_date() is no function of a test's query", () => {
  const late = { type: "sql", name: "late", query: "select * from mart.m\nwhere updated_at > batch_date()" };
  const [sentence] = problems({ marts: { m: [{ ...MART, tests: [late] }, SQL] } });
  expect(sentence).toMatch(
    /in line 2 of the query, the SQL reads batch_date\(\), which only mart.sql knows; select it there as a column, and test that\.$/,
  );
});
