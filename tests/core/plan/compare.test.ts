import fc from "fast-check";
import { loadDefinitions } from "../../../functions/cli/read-definitions";
import type { Column, Definitions, MartDefinition, TableDefinition } from "../../../functions/core/documents";
import { breaksOf, compareDefinitions } from "../../../functions/core/plan";
import { widens } from "../../../functions/core/plan/widens";
import { sweep } from "../../sweep";
import { definitions, mart, table } from "../fan-in/factory";

const column = (name: string, type = "bigint", fields: Partial<Column> = {}) =>
  ({ name, source_name: name, type, nullable: true, description: null, pattern: null, ...fields }) as Column;
const orders = (fields: Partial<TableDefinition> = {}) =>
  table("shop/orders", { grain: "one row per order", natural_key: ["id"], columns: [column("id")], ...fields });
const sales = (fields: Partial<MartDefinition> = {}): MartDefinition => ({
  ...mart("sales", 0, "shop/orders:daily"),
  sql: "select id, sum(x) as total from staging__shop_orders_current",
  ...fields,
});

const tables = (was: Partial<TableDefinition>, becomes: Partial<TableDefinition>) =>
  compareDefinitions(definitions([orders(was)]), definitions([orders(becomes)]));
const marts = (was: Partial<MartDefinition>, becomes: Partial<MartDefinition>) =>
  compareDefinitions(definitions([], [sales(was)]), definitions([], [sales(becomes)]));
const told = (changes: ReturnType<typeof compareDefinitions>) =>
  changes.flatMap(({ differences }) => differences.map(({ what, was, becomes }) => [what, was, becomes]));

describe("a plan of definitions", () => {
  test("of any with themselves is empty, whatever the order of their members", () => {
    const own = loadDefinitions(process.cwd());
    const reversed = (value: unknown): unknown =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([name, inner]) => [name, reversed(inner)]),
          )
        : value;
    expect(compareDefinitions(own, own)).toEqual([]);
    expect(compareDefinitions(own, reversed(own) as Definitions)).toEqual([]);
    fc.assert(
      fc.property(someDefinitions, (any) => {
        expect(compareDefinitions(any, structuredClone(any))).toEqual([]);
      }),
    );
  });

  test("of two has each that is in one of them alone, and turned round it has the opposite", () => {
    fc.assert(
      fc.property(someDefinitions, someDefinitions, (was, becomes) => {
        const there = compareDefinitions(was, becomes);
        const back = compareDefinitions(becomes, was);
        const opposite = { added: "gone", gone: "added", changed: "changed" };
        expect(back.map(({ type, id, verdict }) => [type, id, verdict])).toEqual(
          there.map(({ type, id, verdict }) => [type, id, opposite[verdict]]),
        );
        const added = there.filter(({ verdict }) => verdict === "added").map(({ id }) => id);
        const before = [...Object.keys(was.tables), ...Object.keys(was.marts)];
        const after = [...Object.keys(becomes.tables), ...Object.keys(becomes.marts)];
        expect(added.sort()).toEqual(after.filter((id) => !before.includes(id)).sort());
      }),
      sweep(20, 1_000),
    );
  });

  test("names a table or mart that goes as breaking, and one that comes not", () => {
    const changes = compareDefinitions(definitions([orders()], [sales()]), definitions([table("shop/returns")], []));
    expect(changes.map(({ type, id, verdict }) => `${verdict} ${type} ${id}`)).toEqual([
      "gone table shop/orders",
      "added table shop/returns",
      "gone mart sales",
    ]);
    expect(changes.flatMap(breaksOf)).toEqual([
      "table shop/orders, as a whole: its files are loaded no more, and its rows stay as they are: keep it until nothing reads it",
      "mart sales, as a whole: it is built no more, and its rows stay as they are: keep it until nothing reads it",
    ]);
  });

  test.each([
    ["a column that goes", [column("id"), column("a")], [column("id")], "column a", true],
    ["a column that comes", [column("id")], [column("id"), column("a")], "column a", false],
    ["a type that gets wider", [column("a", "decimal(9,2)")], [column("a", "decimal(18,2)")], "column a", false],
    ["a type that gets narrower", [column("a", "decimal(18,2)")], [column("a", "decimal(9,2)")], "column a", true],
    ["another type", [column("a", "bigint")], [column("a", "string")], "column a", true],
    ["a column that is required", [column("a")], [column("a", "bigint", { nullable: false })], "column a", false],
    ["a description", [column("a")], [column("a", "bigint", { description: "b" })], "column a, description", false],
  ])("says of %s whether it breaks", (_, was, becomes, what, breaks) => {
    const changes = tables({ columns: was }, { columns: becomes });
    expect(told(changes).map(([name]) => name)).toEqual([what]);
    expect(changes.flatMap(breaksOf)).toHaveLength(breaks ? 1 : 0);
  });

  test("says why a type that gets narrower breaks, and what to do", () => {
    const changes = tables({ columns: [column("a", "bigint")] }, { columns: [column("a", "string")] });
    expect(told(changes)).toEqual([["column a", "bigint", "string"]]);
    expect(changes.flatMap(breaksOf)).toEqual([
      "table shop/orders, column a: bigint cannot become string, so that the next load fails (StagingSchemaError): keep the type, or give the column a new name",
    ]);
  });

  test.each([
    ["natural_key", { natural_key: ["a", "b"] }, true, true],
    ["feed", { feed: "changes" }, true, true],
    ["grain", { grain: "one row per order line" }, true, false],
    ["sequence_by", { sequence_by: "a" }, false, true],
    ["max_delete_percent", { max_delete_percent: 10 }, false, false],
    ["row.schema.json", { row_schema: { minimum: 1 } }, false, false],
  ] as const)(
    "says of another %s of a table whether it breaks, and whether rows are made again",
    (what, other, breaks, rebuilds) => {
      const changes = tables({}, other as Partial<TableDefinition>);
      expect(told(changes).map(([name]) => name)).toEqual([what]);
      expect(changes.flatMap(breaksOf)).toHaveLength(breaks ? 1 : 0);
      expect(changes[0]?.differences.some((each) => each.rebuilds)).toBe(rebuilds);
    },
  );

  test.each([
    ["kind", { kind: "scd2" }, true, true],
    ["natural_key", { natural_key: ["a"] }, true, true],
    ["grain", { grain: "one row per month" }, true, false],
    ["tests", { tests: [{ type: "unique", columns: ["id"] }] }, false, false],
    ["inputs", { inputs: [] }, false, true],
    ["mart.sql", { sql: "select id, max(x) as total from staging__shop_orders_current" }, false, true],
  ] as const)(
    "says of another %s of a mart whether it breaks, and whether rows are made again",
    (what, other, breaks, rebuilds) => {
      const changes = marts({}, other as unknown as Partial<MartDefinition>);
      expect(told(changes).map(([name]) => name)).toEqual([what]);
      expect(changes.flatMap(breaksOf)).toHaveLength(breaks ? 1 : 0);
      expect(changes[0]?.differences.some((each) => each.rebuilds)).toBe(rebuilds);
    },
  );

  test("names the columns that a mart loses and gets, where its query has no *", () => {
    const changes = marts({}, { sql: "select s.id, s.`Day` from s" });
    expect(told(changes)).toEqual([
      ["column total", "there", null],
      ["column day", null, "there"],
      ["mart.sql", "as deployed", "another query"],
    ]);
    expect(changes.flatMap(breaksOf)).toEqual([
      "mart sales, column total: queries of it fail, and builds are refused (MartSchemaError): keep the column, or drop the mart's table and build it anew, or give the mart a new name",
    ]);
    expect(told(marts({}, { sql: "select * from s" }))).toEqual([["mart.sql", "as deployed", "another query"]]);
  });

  test("counts the columns that the job makes", () => {
    const versions = { kind: "dimension" as const, sql: "select id, effective_from, effective_to from s" };
    const changes = marts(
      { ...versions, surrogate_key: "old_key" },
      { ...versions, surrogate_key: "new_key", sql: "select id from s" },
    );
    expect(told(changes).filter(([what]) => what?.startsWith("column"))).toEqual([
      ["column old_key", "there", null],
      ["column effective_from", "there", null],
      ["column effective_to", "there", null],
      ["column is_current", "there", null],
      ["column new_key", null, "there"],
    ]);
  });
});

/** The rule of glue/etl/platform/iceberg.py, which tests/glue has too. */
test.each([
  ["int", "bigint", true],
  ["bigint", "int", false],
  ["float", "double", true],
  ["decimal(9,2)", "decimal(18, 2)", true],
  ["decimal(18,2)", "decimal(18,3)", false],
  ["string", "string", false],
])("Iceberg takes a column from %s to %s: %s", (was, becomes, taken) => expect(widens(was, becomes)).toBe(taken));

const someColumns = fc
  .uniqueArray(fc.constantFrom("id", "a", "b", "c"), { minLength: 1 })
  .chain((names) =>
    fc.tuple(...names.map((name) => fc.constantFrom("bigint", "string", "int").map((type) => column(name, type)))),
  );
const someTable = fc.record({
  id: fc.constantFrom("shop/orders", "shop/returns"),
  columns: someColumns,
  natural_key: fc.subarray(["id", "a"]),
  feed: fc.constantFrom("snapshot" as const, "changes" as const),
});
const someMart = fc.record({
  id: fc.constantFrom("sales", "prices"),
  kind: fc.constantFrom("as_of" as const, "fact" as const),
  sql: fc.constantFrom("select a from s", "select * from s", "select a, b from s", "not sql"),
});
const someDefinitions = fc
  .record({ tables: fc.array(someTable, { maxLength: 2 }), marts: fc.array(someMart, { maxLength: 2 }) })
  .map(({ tables: all, marts: built }) =>
    definitions(
      all.map(({ id, ...fields }) => table(id, fields)),
      built.map(({ id, ...fields }) => ({ ...mart(id, 0, "shop/orders:daily"), ...fields })),
    ),
  );
