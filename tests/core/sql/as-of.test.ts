import { readAsOf } from "../../../functions/core/sql/as-of";
import { requireBegun, snapshotAsOf, statesOf } from "../../../functions/core/sql/states";
import { viewSql } from "../../../functions/core/sql/views";

const DATABASES = { raw: "s_raw", staging: "s_staging", mart: "s_mart" };
const DAY = "2026-03-03";
const SOURCES = {
  snapshots: new Map([
    ["c", "11"],
    ["d", "12"],
  ]),
  views: new Map([["b_current", 'with v as (select * from "s_staging"."b" t) select x from v']]),
};
const UNTIL = `WHERE "_batch_date" <= DATE '${DAY}'`;
const asOf = (sql: string) => readAsOf(sql, DATABASES).rewrite(DAY, SOURCES);

describe("a query as of a batch date", () => {
  test.each([
    ["a mart", "select x from mart.c", "select x from mart.c FOR VERSION AS OF 11"],
    [
      "marts with aliases",
      "select * from mart.c as c1 join mart.d using (x)",
      "select * from mart.c FOR VERSION AS OF 11 as c1 join mart.d FOR VERSION AS OF 12 using (x)",
    ],
    [
      "columns that a table's name qualifies",
      'select mart.c.x, "MART".C.* from Mart."c"',
      'select "c".x, "c".* from Mart."c" FOR VERSION AS OF 11',
    ],
    ["the stage's own name", "select 1 from s_mart.c", "select 1 from s_mart.c FOR VERSION AS OF 11"],
    ["a change log", "select * from staging.b", `select * from (SELECT * FROM staging.b ${UNTIL}) AS "b"`],
    [
      "one with an alias",
      "select * from staging.b as l (x)",
      `select * from (SELECT * FROM staging.b ${UNTIL}) as l (x)`,
    ],
    [
      "a view of it",
      "select b_current.x from staging.b_current",
      `select b_current.x from (with v as (select * from (SELECT * FROM "s_staging"."b" ${UNTIL}) t) select x from v) AS "b_current"`,
    ],
    [
      "a subquery and what the query defines itself",
      "with c as (select 1 as x) select '😀 mart.c' from c where x in (select x from mart.d)",
      "with c as (select 1 as x) select '😀 mart.c' from c where x in (select x from mart.d FOR VERSION AS OF 12)",
    ],
  ])("reads %s", (_, sql, rewritten) => {
    expect(asOf(sql)).toBe(rewritten);
  });

  test("names what is to be looked up, each once", () => {
    const { marts, staging } = readAsOf(
      "select * from mart.c, mart.C as e, mart.d, staging.b_current, raw_b",
      DATABASES,
    );
    expect([marts, staging]).toEqual([["c", "d"], ["b_current"]]);
  });

  test.each([
    [
      "select * from raw.b",
      "raw.b has no state of a batch date: raw files are as they came. Read staging.b, or leave out --as-of.",
    ],
    [
      "select * from information_schema.tables",
      "information_schema.tables has no state of a batch date, which only tables of staging and marts have: leave out --as-of.",
    ],
    [
      'select * from mart."c$snapshots"',
      "mart.c$snapshots tells about a table as a whole, and has no state of a batch date: leave out --as-of.",
    ],
    [
      "select * from mart.c for version as of 3",
      "mart.c has a FOR ... AS OF of its own: leave that out, or leave out --as-of.",
    ],
    ["table mart.c", "mart.c has to be read by a select: write (select * from mart.c)."],
    [
      "describe mart.c",
      "Only a query (select ... or with ... select ...) has rows as of a batch date; leave out --as-of.",
    ],
  ])("is refused: %s", (sql, sentence) => {
    expect(() => asOf(sql)).toThrow(sentence);
  });

  test("is one query", () => {
    expect(() => asOf("select *\nfrm mart.a")).toThrow("line 2, column 1 of the SQL");
  });
});

describe("the state of a mart", () => {
  const states = statesOf([
    ["main", "9"],
    ["batch_date_2026_03_05", "9"],
    ["batch_date_2026_03_02", "7"],
    ["audit_2026_03_06", "10"],
  ]);
  const sentence = (date: string, nearest: string) =>
    `mart.c has no state of the batch date ${date}: ${nearest}. sluice why c --date ${date} says why.`;

  test("is that of the date, whatever the order of the tags", () => {
    expect([...states]).toEqual([
      ["2026-03-02", "7"],
      ["2026-03-05", "9"],
    ]);
    expect(snapshotAsOf("c", states, "2026-03-02", false)).toBe("7");
  });

  test.each([
    ["2026-03-03", "the nearest are 2026-03-02 and 2026-03-05"],
    ["2026-03-01", "the nearest is 2026-03-02"],
    ["2026-03-06", "the nearest is 2026-03-05"],
  ])("is no other one on %s, of which the nearest are told", (date, nearest) => {
    expect(() => snapshotAsOf("c", states, date, false)).toThrow(sentence(date, nearest));
    expect(() => snapshotAsOf("c", new Map(), date, false)).toThrow(sentence(date, "it has none of any date"));
  });

  test("that reads nothing that arrives is the one before, or the first", () => {
    expect(["2026-03-04", "2026-03-01"].map((date) => snapshotAsOf("c", states, date, true))).toEqual(["7", "7"]);
  });
});

test("a change log has to have begun", () => {
  expect(() => requireBegun("b", DAY, DAY)).not.toThrow();
  expect(() => requireBegun("b", "2026-03-04", DAY)).toThrow(
    "staging.b has no row of the batch date 2026-03-03 or before: its first batch date is 2026-03-04.",
  );
  expect(() => requireBegun("b", null, DAY)).toThrow("it has no rows at all.");
});

test("a view's query is read from the catalogue's text, and a table has none", () => {
  const encoded = Buffer.from(JSON.stringify({ originalSql: "select 'ü'" })).toString("base64");
  expect([viewSql(`/* Presto View: ${encoded} */`), viewSql("")]).toEqual(["select 'ü'", null]);
});
