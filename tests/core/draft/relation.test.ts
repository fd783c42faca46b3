import { columnType } from "../../../functions/core/definitions/columns";
import type { RelationReport, ReportedColumn } from "../../../functions/core/documents";
import { draftRelation } from "../../../functions/core/draft/relation";
import FOLLOWED from "../../glue/pull/followed-types.json";

const column = (
  name: string,
  family: ReportedColumn["family"],
  rest: Partial<ReportedColumn> = {},
): ReportedColumn => ({
  ...{ name, type: family, family, digits: 0, scale: 0, nullable: true, comment: null },
  ...rest,
});
const report = (columns: ReportedColumn[], rest: Partial<RelationReport> = {}): RelationReport => ({
  ...{ refused: null, comment: null, columns, key: [] },
  ...rest,
});
const connections = [
  { path: "glue/connections/erp.json", text: JSON.stringify({ description: "The ERP", database: "oracle" }) },
];
const draft = (reported: RelationReport) => {
  const named = { source: "erp", table: "orders", connection: "erp", relation: "SALES.ORDERS" };
  const { rowSchema, table, notes } = draftRelation({ ...named, reported, connections });
  return { row: JSON.parse(rowSchema), policy: JSON.parse(table), notes };
};

describe("a table drafted from a database", () => {
  // tests/glue/pull/test_following.py has the same cases: a column that follows the database has the type of its draft.
  test.each(FOLLOWED)("declares a $family of $digits digits, $scale of them decimals, as $type", (of) => {
    const { row } = draft(
      report([column("A", of.family as ReportedColumn["family"], { digits: of.digits, scale: of.scale })]),
    );
    expect(columnType(row.properties.A)).toBe(of.type);
  });

  test("has the types, nulls, comments and key that the database states", () => {
    const number = (digits: number, scale = 0) => ({ digits, scale, nullable: false });
    const { row, policy, notes } = draft(
      report(
        [
          column("ORDER_ID", "decimal", { ...number(12), comment: "Number of the order" }),
          column("LINE", "integer", number(10)),
          column("AMOUNT", "decimal", number(12, 2)),
          column("WEIGHT", "decimal", number(38, 10)),
          column("HUGE", "decimal", number(30)),
          column("RATIO", "float"),
          column("IS_OPEN", "boolean"),
          column("NOTE", "text"),
          column("PHOTO", "binary"),
          column("DAY", "date"),
          column("CREATED", "timestamp"),
          column("CHANGED", "zoned", { nullable: false }),
        ],
        { comment: "Orders of the ERP", key: ["ORDER_ID", "LINE"] },
      ),
    );
    const beyond = (bound: number) => ({ exclusiveMinimum: -bound, exclusiveMaximum: bound });
    expect(row).toEqual({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      required: ["ORDER_ID", "LINE", "AMOUNT", "WEIGHT", "HUGE", "CHANGED"],
      properties: {
        ORDER_ID: { type: "integer", description: "Number of the order" },
        LINE: { type: "integer" },
        AMOUNT: { type: "number", multipleOf: 0.01 },
        WEIGHT: { type: "number", multipleOf: 1e-10, ...beyond(1e28) },
        HUGE: { type: "number", multipleOf: 1, ...beyond(1e30) },
        RATIO: { type: ["number", "null"] },
        IS_OPEN: { type: ["boolean", "null"] },
        NOTE: { type: ["string", "null"] },
        PHOTO: { type: ["string", "null"] },
        DAY: { type: ["string", "null"], format: "date" },
        CREATED: { type: ["string", "null"], format: "date-time" },
        CHANGED: { type: "string", format: "date-time" },
      },
    });
    expect(policy).toEqual({
      $schema: "../../meta/table.schema.json",
      description: "Orders of the ERP",
      grain: "one row per ORDER_ID, LINE",
      format: { type: "parquet" },
      feed: "snapshot",
      natural_key: ["ORDER_ID", "LINE"],
      source: { jdbc: { connection: "erp", relation: "SALES.ORDERS" } },
    });
    expect(notes[1]).toBe("The natural key is ORDER_ID, LINE, its primary key.");
  });

  test("says what the database does not state", () => {
    const { row, policy, notes } = draft(report([column("PRICE", "number")]));
    expect(row.properties).toEqual({ PRICE: { type: ["number", "null"] } });
    expect(policy).toMatchObject({
      natural_key: [],
      description: expect.stringMatching(/^Drafted from SALES\.ORDERS/),
    });
    expect(notes.join("\n")).toContain("does not state the digits of PRICE: give each a multipleOf");
    expect(notes.join("\n")).toContain("It has no primary key");
  });

  test("is refused where the project has no such connection, or a column no name in a table", () => {
    const named = { source: "erp", table: "orders", connection: "crm", relation: "T", connections };
    const reported = report([column("ID", "integer")]);
    expect(() => draftRelation({ ...named, reported })).toThrow(
      /^T of crm gives no definition of erp\/orders: "source\.jdbc\.connection" names "crm", expected one of "erp"/,
    );
  });
});
