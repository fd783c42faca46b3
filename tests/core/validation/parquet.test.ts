import { parquetWriteBuffer } from "hyparquet-writer";
import type { ParquetFormat, RowSchema, TableDefinition } from "../../../functions/core/documents";
import { type Verdict, validate } from "../../../functions/core/validation";
import { ORDER, pieces, table } from "./helpers";
import { type Field, footer, framed, random } from "./parquet-files";

const PARQUET: ParquetFormat = { type: "parquet" };
const orders = table(PARQUET);
const verdictOf = (bytes: Uint8Array, given: TableDefinition = orders): Promise<Verdict> =>
  validate(pieces(bytes), given, { file: "orders.parquet", random: random(bytes) });

async function outcome(bytes: Uint8Array, given: TableDefinition): Promise<string | string[]> {
  const verdict = await verdictOf(bytes, given);
  return verdict.accepted ? "accepted" : verdict.problems.map(({ message }) => message);
}

const day = (text: string | null) => (text === null ? null : new Date(text));
const written = (days: (string | null)[], more: object = {}) =>
  Buffer.from(
    parquetWriteBuffer({
      schema: [
        { name: "root", num_children: 3 },
        { name: "id", type: "INT64", repetition_type: "REQUIRED" },
        { name: "quantity", type: "INT32", repetition_type: "REQUIRED" },
        { name: "day", type: "INT32", converted_type: "DATE", repetition_type: "OPTIONAL" },
      ],
      columnData: [
        { name: "id", data: days.map((_, at) => BigInt(at)) },
        { name: "quantity", data: days.map((_, at) => at) },
        { name: "day", data: days.map(day) },
      ],
      ...more,
    }),
  );

test("facts come from the footer: rows, columns, and days from the statistics", async () => {
  const bytes = written(["2026-03-02", null, "2026-03-01", "2026-03-09"], { rowGroupSize: 2 });
  expect(await verdictOf(bytes)).toEqual({
    accepted: true,
    facts: {
      rows: 4,
      rows_checked: 0,
      rows_quarantined: 0,
      dates: { day: { min: "2026-03-01", max: "2026-03-09" } },
      bytes: bytes.length,
      compression: "none",
      encoding: null,
      bom: false,
      header: ["id", "quantity", "day"],
      embedded_newlines: false,
      blank_rows: false,
      line_end: null,
      shape: expect.stringMatching(/^[0-9a-f]{64}$/),
    },
  });
});

test.each([
  [
    "a part without any day says nothing",
    ["2026-03-02", "2026-03-03", null, null],
    {},
    { day: { min: "2026-03-02", max: "2026-03-03" } },
  ],
  ["no day at all", [null, null], {}, {}],
  ["no statistics", ["2026-03-02"], { statistics: false }, {}],
])("days: %s", async (_title, days, more, dates) => {
  expect(await verdictOf(written(days, { rowGroupSize: 2, ...more }))).toMatchObject({
    accepted: true,
    facts: { dates },
  });
});

const int32 = (name: string, converted_type?: string) => ({ name, type: "INT32", converted_type }) as Field;
const bytes = (name: string, converted_type?: string) => ({ name, type: "BYTE_ARRAY", converted_type }) as Field;
const decimal = (precision: number, scale: number): Field => ({
  name: "x",
  type: "FIXED_LEN_BYTE_ARRAY",
  type_length: 16,
  converted_type: "DECIMAL",
  precision,
  scale,
});
const logical = (type: string, more: object): Field => ({
  name: "x",
  type: "INT64",
  logical_type: { type, ...more } as never,
});
const list = (element: Field[], inner: Partial<Field> = {}): Field[] => [
  { name: "x", num_children: 1, converted_type: "LIST" },
  { name: "list", repetition_type: "REPEATED", num_children: 1, ...inner },
  ...element,
];

/** What the file has, what the column is, and what comes of it: docs/validation.md has the same table in words. */
test.each<[Field | Field[], string, string]>([
  [int32("x"), "bigint", "accepted"],
  [int32("x", "INT_8"), "bigint", "accepted"],
  [int32("x", "UINT_32"), "bigint", "accepted"],
  [{ name: "x", type: "INT64" }, "bigint", "accepted"],
  [{ name: "x", type: "INT64", converted_type: "UINT_64" }, "bigint", "expected bigint, found uint64"],
  [bytes("x", "UTF8"), "bigint", "expected bigint, found string"],
  [{ name: "x", type: "DOUBLE" }, "bigint", "expected bigint, found double"],
  [{ name: "x", type: "DOUBLE" }, "double", "accepted"],
  [{ name: "x", type: "FLOAT" }, "double", "accepted"],
  [int32("x"), "double", "expected double, found int32"],
  [decimal(18, 2), "double", "expected double, found decimal(18,2)"],
  [decimal(18, 2), "decimal(18,2)", "accepted"],
  [decimal(10, 1), "decimal(18,2)", "accepted"],
  [decimal(18, 1), "decimal(18,2)", "expected decimal(18,2), found decimal(18,1)"],
  [decimal(18, 3), "decimal(18,2)", "expected decimal(18,2), found decimal(18,3)"],
  [decimal(38, 2), "decimal(38,2)", "accepted"],
  [int32("x"), "decimal(18,2)", "accepted"],
  [{ name: "x", type: "INT64" }, "decimal(18,2)", "expected decimal(18,2), found int64"],
  [{ name: "x", type: "INT64" }, "decimal(21,2)", "accepted"],
  [{ name: "x", type: "DOUBLE" }, "decimal(18,2)", "expected decimal(18,2), found double"],
  [bytes("x", "UTF8"), "string", "accepted"],
  [bytes("x", "ENUM"), "string", "accepted"],
  [bytes("x", "JSON"), "string", "accepted"],
  [bytes("x"), "string", "expected string, found bytes (BYTE_ARRAY)"],
  [bytes("x", "BSON"), "string", "expected string, found bson"],
  [
    { name: "x", type: "FIXED_LEN_BYTE_ARRAY", type_length: 16, logical_type: { type: "UUID" } },
    "string",
    "expected string, found uuid",
  ],
  [int32("x", "DATE"), "date", "accepted"],
  [bytes("x", "UTF8"), "date", "expected date, found string"],
  [{ name: "x", type: "INT64", converted_type: "TIMESTAMP_MILLIS" }, "timestamp", "accepted"],
  [logical("TIMESTAMP", { isAdjustedToUTC: false, unit: "MICROS" }), "timestamp", "accepted"],
  [
    logical("TIMESTAMP", { isAdjustedToUTC: true, unit: "NANOS" }),
    "timestamp",
    "expected timestamp, found a timestamp in nanoseconds, which Spark cannot read",
  ],
  [{ name: "x", type: "INT96" }, "timestamp", "accepted"],
  [int32("x", "DATE"), "timestamp", "expected timestamp, found date"],
  [{ name: "x", type: "INT64", converted_type: "TIME_MICROS" }, "timestamp", "expected timestamp, found time_micros"],
  [{ name: "x", type: "BOOLEAN" }, "boolean", "accepted"],
  [int32("x"), "boolean", "expected boolean, found int32"],
  [[{ name: "x", num_children: 2 }, int32("a"), bytes("b c", "UTF8")], "struct<a:bigint,`b c`:string>", "accepted"],
  [
    [{ name: "x", num_children: 1 }, bytes("a", "UTF8")],
    "struct<a:bigint,b:string>",
    "x.a: expected bigint, found string",
  ],
  [int32("x"), "struct<a:bigint>", "expected a struct, found int32"],
  [[{ name: "x", num_children: 1 }, int32("a")], "bigint", "expected bigint, found a struct"],
  [list([bytes("element", "UTF8")]), "array<string>", "accepted"],
  [list([int32("element")]), "array<string>", "x[]: expected string, found int32"],
  [list([{ name: "element", num_children: 1 }, bytes("a", "UTF8")]), "array<struct<a:string>>", "accepted"],
  [list([bytes("a", "UTF8")], { name: "array" }), "array<struct<a:string>>", "accepted"],
  [list([], { type: "INT32", num_children: undefined } as never), "array<bigint>", "accepted"],
  [{ ...int32("x"), repetition_type: "REPEATED" }, "array<bigint>", "accepted"],
  [int32("x"), "array<bigint>", "expected a list, found int32"],
  [
    list([int32("a")]).map((field, at) => (at === 0 ? { ...field, converted_type: "MAP" as const } : field)),
    "array<bigint>",
    "expected a list, found a map",
  ],
])("%j for %s: %s", async (fields, type, expected) => {
  const given = table(PARQUET, { type: "object", properties: { x: {} } });
  const columns = [{ ...given.columns[0], type }] as TableDefinition["columns"];
  const file = framed(footer([fields].flat(), {}, 1));
  const column = expected.startsWith("x") ? "column " : "column x: ";
  expect(await outcome(file, { ...given, columns })).toEqual(expected === "accepted" ? expected : [column + expected]);
});

const NEW = [int32("id"), int32("quantity"), bytes("colour", "UTF8")];
test.each<[string, Field[], Partial<TableDefinition>, string | string[]]>([
  ["columns in another order, optional ones left out", [int32("quantity"), int32("id")], {}, "accepted"],
  [
    "a missing column",
    [int32("id")],
    {},
    ["column quantity: expected this column in the header, found no such column"],
  ],
  [
    "a column twice",
    [int32("id"), int32("quantity"), int32("id")],
    {},
    ["column id: expected each column once in the header, found it 2 times"],
  ],
  ["a new column", NEW, {}, ['column colour: expected only columns of the row schema, found "colour" in the header']],
  ["a new column, ignored", NEW, { new_columns: "ignore" }, "accepted"],
  ["a new column, rescued", NEW, { new_columns: "rescue" }, "accepted"],
  ["a new column, added", NEW, { new_columns: "evolve" }, "accepted"],
])("%s", async (_title, fields, overrides, expected) => {
  expect(await outcome(framed(footer(fields)), table(PARQUET, ORDER as RowSchema, overrides))).toEqual(expected);
});

test("a footer with any one bit turned over is read or refused in a sentence", async () => {
  const bytes = written(["2026-03-02", "2026-03-01"]);
  const footerLength = bytes.readUInt32LE(bytes.length - 8);
  for (let bit = 0; bit < footerLength * 8; bit += 1) {
    const damaged = Buffer.from(bytes);
    const at = bytes.length - 8 - footerLength + (bit >> 3);
    damaged.writeUInt8(damaged.readUInt8(at) ^ (1 << (bit & 7)), at);
    const verdict = await verdictOf(damaged);
    const said = verdict.accepted ? "" : verdict.reason;
    expect(said).not.toMatch(/undefined|\[object/);
  }
}, 60_000);
