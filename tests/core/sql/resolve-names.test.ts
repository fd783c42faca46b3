import { resolveNames } from "../../../functions/core/sql/resolve-names";

const resolve = (sql: string) => resolveNames(sql, { raw: "s_raw", staging: "s_staging", mart: "s_mart" });

describe("names in a query", () => {
  test.each([
    [
      "tables of all three databases",
      "select * from raw.a, staging.b join MART.c using (x)",
      "select * from s_raw.a, s_staging.b join s_mart.c using (x)",
    ],
    ["quoted names", 'select * from "staging"."b"', 'select * from s_staging."b"'],
    ["names with a catalog", "select * from awsdatacatalog.mart.c", "select * from awsdatacatalog.s_mart.c"],
    [
      "subqueries",
      "select (select max(x) from mart.a) from b where y in (select 1 from raw.c)",
      "select (select max(x) from s_mart.a) from b where y in (select 1 from s_raw.c)",
    ],
    ["metadata tables", 'select * from mart."c$snapshots"', 'select * from s_mart."c$snapshots"'],
    [
      "columns qualified by such a table",
      "select mart.c.x, mart.c.* from mart.c",
      "select s_mart.c.x, s_mart.c.* from s_mart.c",
    ],
    ["statements about tables", "describe mart.c", "describe s_mart.c"],
    ["statements about databases", "show tables in staging", "show tables in s_staging"],
    ["names behind an emoji", "select '😀' from mart.c", "select '😀' from s_mart.c"],
    ["a semicolon at the end", "select 1 from mart.c;", "select 1 from s_mart.c;"],
  ])("are resolved: %s", (_, sql, resolved) => {
    expect(resolve(sql)).toBe(resolved);
  });

  test.each([
    ["strings and comments", "select 'from mart.a' -- mart.b\nfrom x /* mart.c */"],
    ["aliases and their columns", "select raw.a, mart.b from x as raw, y mart"],
    ["common table expressions", "with mart as (select 1 as a) select mart.a from mart"],
    ["other databases", "select * from martial.a, other.mart"],
  ])("stay as they are: %s", (_, sql) => {
    expect(resolve(sql)).toBe(sql);
  });

  test("in SQL that is not Trino's are an error with line and column", () => {
    expect(() => resolve("select *\nfrm mart.a")).toThrow(
      "line 2, column 1 of the SQL: 'frm' is not valid at this position, expecting a keyword.",
    );
  });
});
