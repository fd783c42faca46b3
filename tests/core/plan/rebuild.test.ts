import { compareDefinitions, type Facts, rebuildsOf } from "../../../functions/core/plan";
import { definitions, mart, table } from "../fan-in/factory";

const JOB = { glue_version: "5.1", worker_type: "G.1X", workers: 2, seconds: [60] };
const sql = (id: string, level: number, input: `${string}:daily`, text: string) => ({
  ...mart(id, level, input),
  sql: text,
});
const before = definitions(
  [table("shop/orders", { natural_key: ["id"], columns: [] }), table("shop/towns", { columns: [] })],
  [
    sql("report", 1, "sales:daily", "select a from sales"),
    sql("sales", 0, "shop/orders:daily", "select a from orders"),
    sql("towns", 0, "shop/towns:daily", "select a from towns"),
  ],
);
const FACTS: Facts = {
  tables: { "shop/orders": { loads: 3, rows: 300, job: JOB } },
  marts: {
    sales: { batch_dates: ["2026-03-01", "2026-03-02"], rows: 50, job: JOB },
    report: { batch_dates: ["2026-03-02"], rows: 5, job: JOB },
    towns: { batch_dates: ["2026-03-01"], rows: 9, job: JOB },
    new_mart: { batch_dates: ["2026-03-01", "2026-03-02", "2026-03-03"], rows: null, job: null },
  },
};
const rebuilds = (becomes: typeof before) => rebuildsOf(compareDefinitions(before, becomes), becomes, FACTS);
const changed = (change: (copy: typeof before) => void) => {
  const copy = structuredClone(before);
  change(copy);
  return copy;
};

describe("what is to be made again", () => {
  test("is nothing where no rows become others", () => {
    expect(rebuilds(before)).toEqual([]);
    expect(rebuilds(changed(({ marts }) => Object.assign(marts.sales ?? {}, { description: "other" })))).toEqual([]);
  });

  test("is a mart with another query in all its states, and what reads it, levels in order", () => {
    const found = rebuilds(changed(({ marts }) => Object.assign(marts.sales ?? {}, { sql: "select b from orders" })));
    expect(found.map(({ cost, ...rest }) => ({ ...rest, runs: cost.job_runs }))).toEqual([
      {
        type: "mart",
        id: "sales",
        why: "column a, column b, mart.sql",
        rows: 100,
        runs: 1,
        command: "sluice run --mart sales --from 2026-03-01 --to 2026-03-02",
      },
      {
        type: "mart",
        id: "report",
        why: "its input sales is made again",
        rows: 5,
        runs: 1,
        command: "sluice run --mart report --from 2026-03-02 --to 2026-03-02",
      },
    ]);
  });

  test("is a table with another key from all its loads, and its marts after it", () => {
    const found = rebuilds(
      changed(({ tables }) => Object.assign(tables["shop/orders"] ?? {}, { natural_key: ["id", "line"] })),
    );
    expect(found.map(({ type, id, rows, cost }) => [type, id, rows, cost.job_runs])).toEqual([
      ["table", "shop/orders", 300, 3],
      ["mart", "sales", 100, 1],
      ["mart", "report", 5, 1],
    ]);
    expect(found[0]?.command).toBe(`sluice run '{"tables": ["shop/orders"]}'`);
  });

  test("is a new mart for each date that its inputs have arrived for, and nothing of a new table", () => {
    const becomes = changed(({ tables, marts }) => {
      tables["shop/new"] = table("shop/new", { columns: [] });
      marts.new_mart = sql("new_mart", 0, "shop/towns:daily", "select a from towns");
    });
    const found = rebuilds(becomes);
    expect(found.map(({ id, why, rows, cost }) => [id, why, rows, cost.job_runs, cost.measured])).toEqual([
      ["new_mart", "new", null, 1, false],
    ]);
  });
});
