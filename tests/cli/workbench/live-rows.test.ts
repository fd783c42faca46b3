import { LiveRows } from "../../../functions/cli/workbench/live-rows";
import { compile, MART, SQL } from "../../core/definitions/helpers";

const TESTS = [{ type: "relationships", column: "note", to: "staging.shop_orders_current", to_column: "order_id" }];
const { marts, tables } = compile({ marts: { m: [{ ...MART, tests: TESTS }, SQL] } });
const column = (name: string, type: string) => ({ name, type });

test("rows of a few keys are asked for, those that they refer to, and the changes of the same keys", async () => {
  const asked: string[] = [];
  const answers = [
    { columns: [column("order_id", "bigint")], rows: [["1"], ["2"]] },
    {
      columns: [column("order_id", "bigint"), column("note", "varchar"), column("lines", "array(varchar)")],
      rows: [["1", "7", "[a]"]],
    },
    {
      columns: [column("order_id", "bigint"), column("note", "varchar")],
      rows: [
        ["1", "7"],
        ["7", null],
      ],
    },
    { columns: [column("order_id", "bigint"), column("_key", "varchar")], rows: [["1", "k"]] },
  ];
  const live = new LiveRows(marts.m as never, async (sql) => {
    asked.push(sql);
    return answers[asked.length - 1] as never;
  });
  expect(await live.martRows()).toEqual({
    types: { order_id: "bigint", note: "varchar" },
    rows: [
      { order_id: "1", note: "7" },
      { order_id: "7", note: null },
    ],
  });
  expect(await live.changes(tables["shop/orders"] as never, "2026-03-04")).toEqual([{ order_id: "1", _key: "k" }]);
  expect(asked).toEqual([
    'select distinct "order_id" from mart.m order by "order_id" limit 3',
    'select * from mart.m where "order_id" in (1, 2) order by 1 limit 200',
    'select * from mart.m where "order_id" in (1, 2, 7) order by 1 limit 200',
    'select "order_id", "updated_at", "op", "note", "_batch_date", "_change_type", "_key" from staging.shop_orders ' +
      `where _batch_date <= date '2026-03-04' and "order_id" in (1, 7) order by _batch_date, _sequence, _loaded_at limit 200`,
  ]);
});
