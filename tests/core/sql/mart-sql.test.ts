import { readMartSql } from "../../../functions/core/sql/mart-sql";

const rewrite = (sql: string) => readMartSql(sql).rewrite((name) => name.replace(".", "__"));
const names = (sql: string) => readMartSql(sql).references.map(({ name, line }) => `${name} on ${line}`);

describe("the references of a mart's SQL", () => {
  test("are its tables, wherever they stand, and no CTE", () => {
    const sql = `with kept as (select * from staging.a)
select (select max(x) from staging.b) as m
from kept, (select 1 from mart.c) c
  left join staging . d as d on true
where exists (select 1 from \`staging\`.\`E\`) union all select 1 from staging.f`;
    expect(names(sql)).toEqual([
      "staging.a on 1",
      "staging.b on 2",
      "mart.c on 3",
      "staging.d on 4",
      "staging.e on 5",
      "staging.f on 5",
    ]);
  });

  test("are not what strings, comments and aliases say", () => {
    expect(names("select 'staging.a', staging.x -- mart.b\nfrom staging.c staging /* staging.d */")).toEqual([
      "staging.c on 2",
    ]);
  });

  test("keep their table's own name as alias, so that columns qualified by it still resolve", () => {
    expect(rewrite("select a.id, staging.a.name, staging.b.* from staging.a join staging.b b on b.id = a.id;")).toBe(
      "select a.id, a.name, b.* from staging__a as a join staging__b b on b.id = a.id",
    );
  });

  test("are found behind characters outside the basic plane", () => {
    expect(rewrite("select '😀' from staging.a")).toBe("select '😀' from staging__a as a");
  });

  test("are replaced over several lines, joins in parentheses and table statements", () => {
    expect(rewrite("select *\nfrom (staging.a\n  join staging.b using (id))")).toBe(
      "select *\nfrom (staging__a as a\n  join staging__b as b using (id))",
    );
    expect(rewrite("table staging.a")).toBe("table staging__a");
  });
});

describe("a mart's SQL", () => {
  const gives = (sql: string) => ["a", "b"].map((column) => readMartSql(sql).mayGive(column));

  test("gives the columns of its outermost select list, and perhaps more where that names what it computes", () => {
    expect(gives("with x as (select b from s.t) select a from x where b = 1")).toEqual([true, false]);
    expect(gives("(select `A` from s.t) union all select b from s.u")).toEqual([true, false]);
    expect(gives("from (select b from s.t) select place.a")).toEqual([true, false]);
    expect(gives("select t.* from s.t")).toEqual([true, true]);
    expect(gives("select inline(x) as (a, c) from s.t")).toEqual([true, false]);
    expect(gives("table s.t")).toEqual([true, true]);
    expect(readMartSql("with x as (select b\nfrom s.t)\nselect a from x").selectLine).toBe(3);
  });

  test("reads the members of a struct, whatever qualifies it", () => {
    const sql = "select place.city, orders.place.city, s.orders.place.city from s.orders";
    expect(rewrite(sql)).toBe("select place.city, orders.place.city, orders.place.city from s__orders as orders");
  });
});

describe("batch_date()", () => {
  test("becomes a parameter wherever it stands, and keeps its name where it is a column of its own", () => {
    expect(
      rewrite(
        "with x as (select batch_date() from s.t) select Batch_Date( ), date_add(batch_date(), 1) as b from x where d < `batch_date`() group by batch_date()",
      ),
    ).toBe(
      "with x as (select :batch_date as batch_date from s__t as t) select :batch_date as batch_date, date_add(:batch_date, 1) as b from x where d < :batch_date group by :batch_date",
    );
  });

  test("is no column, string or other function of that name", () => {
    const sql = "select batch_date, my_batch_date(), 'batch_date()' as c from s.t";
    expect(rewrite(sql)).toBe("select batch_date, my_batch_date(), 'batch_date()' as c from s__t as t");
  });
});
