import { gzipSync } from "node:zlib";
import { strToU8, zipSync } from "fflate";
import { parquetWriteBuffer } from "hyparquet-writer";
import { compileDefinitions } from "../../../functions/core/definitions/compile";
import { draftTable } from "../../../functions/core/draft";
import { validate } from "../../../functions/core/validation";
import { pieces } from "../validation/helpers";
import { random } from "../validation/parquet-files";
import { draftAndValidate, draftError } from "./helpers";

test("a JSON array gives a definition under which it is valid", async () => {
  const { table, verdict, types } = await draftAndValidate('[{"id": 1, "name": "Bern"},\n {"id": 2}]');
  expect(table).toMatchObject({ format: { type: "json" }, natural_key: ["id"] });
  expect(types).toEqual({ id: "bigint", name: "string?" });
  expect(verdict).toMatchObject({ accepted: true, facts: { rows: 2 } });
});

test.each([
  ["[]", "cities.json is an array without rows, expected an object a row; give a file that has some."],
  ["\uFEFF [ \n]", "cities.json is an array without rows, expected an object a row; give a file that has some."],
  ["[1,2]", 'cities.json is no json: line 1: expected a JSON object, found "1"; correct the file.'],
  ['["a"]', 'cities.json is no json: line 1: expected a JSON object, found "\\"a\\""; correct the file.'],
  [
    '[{"a": 1}',
    "cities.json is no json: line 1: expected a closing ] before the end of the file, found none; correct the file.",
  ],
])("a JSON array that has no objects is not taken for csv: %s", async (text, sentence) => {
  expect(await draftError(text, "cities.json")).toBe(`DraftError: ${sentence}`);
});

test("a header may begin with a bracket", async () => {
  expect((await draftAndValidate("[x],b\n1,2\n")).types).toEqual({ "[x]": "bigint", b: "bigint" });
});

test("bytes that are no text are not taken for csv", async () => {
  expect(await draftError("a,b\n1,\0\n")).toBe(
    "DraftError: cities.csv has NUL characters, expected text (csv, tsv, json, jsonl, xml) or parquet; export it as one of them.",
  );
});

test("a zip of one file is read as the file in it", async () => {
  const { draft, verdict } = await draftAndValidate(zipSync({ "cities.csv": strToU8("id,name\n1,Bern\n") }));
  expect(draft.notes[0]).toContain("compression zip: 1 rows, 2 columns");
  expect(verdict).toMatchObject({ accepted: true, facts: { compression: "zip" } });
});

describe("a parquet file", () => {
  const write = (data: { name: string; data: unknown[] }[], schema: object[]) =>
    Buffer.from(
      parquetWriteBuffer({
        columnData: data as never,
        schema: [{ name: "root", num_children: schema.length }, ...schema] as never,
      }),
    );

  test("gives a definition with its own types, under which it is valid", async () => {
    const bytes = write(
      [
        { name: "id", data: [1n, 2n] },
        { name: "name", data: ["Bern", null] },
        { name: "founded", data: [new Date("1191-01-01"), null] },
        { name: "area", data: [51.6, 1] },
      ],
      [
        { name: "id", type: "INT64", repetition_type: "REQUIRED" },
        { name: "name", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
        { name: "founded", type: "INT32", converted_type: "DATE", repetition_type: "OPTIONAL" },
        { name: "area", type: "DOUBLE", repetition_type: "REQUIRED" },
      ],
    );
    const draft = await draftTable({ source: "demo", table: "cities", fileName: "cities.parquet", bytes });
    const definition = compileDefinitions([
      { path: "schemas/demo/cities/table.json", text: draft.table },
      { path: "schemas/demo/cities/row.schema.json", text: draft.rowSchema },
    ]).tables["demo/cities"];
    if (!definition) throw new Error("not compiled");
    expect(definition.columns.map(({ name, type, nullable }) => [name, type, nullable])).toEqual([
      ["id", "bigint", false],
      ["name", "string", true],
      ["founded", "date", true],
      ["area", "double", false],
    ]);
    expect(definition).toMatchObject({ format: { type: "parquet" }, natural_key: [] });
    expect(draft.notes[0]).toBe("The format is parquet: 2 rows, 4 columns, with the types of the file.");
    expect(await validate(pieces(bytes), definition, { random: random(bytes) })).toMatchObject({
      accepted: true,
      facts: { rows: 2 },
    });
  });

  test("in gzip says so", async () => {
    expect(await draftError(gzipSync("PAR1 and more PAR1"), "cities.parquet.gz")).toBe(
      "DraftError: cities.parquet.gz is a parquet file in gzip, expected it plain: parquet is compressed in itself; unpack it.",
    );
  });

  test("that was cut off says so", async () => {
    expect(await draftError("PAR1 and nothing more", "cities.parquet")).toBe(
      "DraftError: cities.parquet: expected a complete parquet file, found other bytes at its end than PAR1: it may have been cut off; write the file again.",
    );
  });
});
