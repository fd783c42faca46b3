import { pulledTables, requirePulled } from "../../functions/cli/pull/tables";
import { factsOf } from "../../functions/cli/pull/watch";
import type { PullReport } from "../../functions/core/documents";
import { definitions, table } from "../core/fan-in/factory";

const { tables } = definitions([table("shop/orders", { jdbc: { connection: "erp" } as never }), table("shop/files")]);

test("a pull shows its rows, its connections and its rate", () => {
  const report = (rows: number, connections: number, seconds: number) =>
    factsOf({ rows, connections, seconds } as PullReport);
  expect(report(120_000, 3, 4)).toBe("120,000 rows over 3 connections, 4.0 s, 30,000 rows a second");
  expect(report(1, 1, 0)).toBe("1 row over 1 connection, 0.0 s");
});

test("only a table with source.jdbc is pulled", () => {
  expect(pulledTables(tables)).toEqual(["shop/orders"]);
  expect(() => requirePulled("shop/orders", tables)).not.toThrow();
  expect(() => requirePulled("shop/files", tables)).toThrow(
    'shop/files is not pulled from a database, expected one of shop/orders; nothing was pulled. Give schemas/shop/files/table.json a "source.jdbc" and deploy.',
  );
  expect(() => requirePulled("shop/files", {})).toThrow(
    "shop/files is not pulled from a database, and no table is yet",
  );
});
