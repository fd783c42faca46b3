import { inputOf, maintenanceText, progressText } from "../../functions/cli/maintain/text";
import type { MaintainedTable } from "../../functions/core/documents";
import { definitions, mart, table } from "../core/fan-in/factory";

const KNOWN = definitions([table("shop/orders")], [mart("fact_sales", 0)]);
const done = (name: string, error: string | null = null): MaintainedTable => ({
  table: name,
  before: { files: 12, snapshots: 30, bytes: 4_000_000 },
  after: { files: 3, snapshots: 2, bytes: 2_500_000 },
  error,
});

test("tables and marts are told apart by their names; without a name it is all of them", () => {
  expect(inputOf([], KNOWN)).toEqual({ tables: [], marts: [] });
  expect(inputOf(["shop_orders", "mart.fact_sales"], KNOWN)).toEqual({
    tables: ["shop/orders"],
    marts: ["fact_sales"],
  });
  expect(() => inputOf(["shop/order"], KNOWN)).toThrow(
    'There is no table or mart shop/order, expected one of fact_sales, shop/orders. Did you mean "shop/orders"?',
  );
});

test("a table shows what it had and has, and why it failed", () => {
  const failed = done("mart.fact_sales", "CommitConflictError: another commit came first.");
  const tables = [done("shop/orders"), failed];
  expect(maintenanceText({ planned: 2, tables }).split("\n")).toEqual([
    "table              files  snapshots   freed",
    "shop/orders      12 -> 3    30 -> 2  1.5 MB",
    "mart.fact_sales  12 -> 3    30 -> 2  1.5 MB",
    "✖ mart.fact_sales  CommitConflictError: another commit came first.",
  ]);
  expect(progressText({ planned: 3, tables })).toBe("2 of 3 tables");
  expect(maintenanceText({ planned: 0, tables: [] })).toBe(
    "No table is there yet to be maintained: load a file first.",
  );
});
