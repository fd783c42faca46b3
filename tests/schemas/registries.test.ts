import { compileFormat } from "../../functions/core/definitions/format";
import type { Compression, Encoding, TextFormat } from "../../functions/core/documents";
import { VOCABULARY } from "../../functions/core/documents";
import { chooseEncoding } from "../../functions/core/validation/decoders";
import { chooseDecompressor, MAGIC } from "../../functions/core/validation/decompressors";
import { CODECS } from "../../functions/core/validation/decompressors/rows";
import { LIMITS } from "../../functions/core/validation/limits";
import { makeReader } from "../../functions/core/validation/readers";
import mart from "../../schemas/meta/mart.schema.json";
import vocabulary from "../../schemas/meta/vocabulary.schema.json";

/** Every word of schemas/meta/vocabulary.schema.json has its row in TypeScript; tests/glue/test_registries.py looks in Python. */
const { $defs } = vocabulary;

test("the compressions are the rows of facts", () => {
  expect(Object.keys($defs.compression.rows)).toEqual($defs.compression.enum);
});

const packed = Object.entries(CODECS).flatMap(([name, { magic }]) => magic.map((bytes) => [name, bytes] as const));
test.each([["none", ""], ...packed] as const)("%s has an opener, chosen by the bytes %s", async (name, magic) => {
  const { name: chosen, decompress } = await chooseDecompressor(Buffer.from(magic, "hex"), "csv");
  expect([chosen, typeof decompress]).toEqual([name, "function"]);
  expect(magic.length / 2).toBeLessThanOrEqual(MAGIC);
});

test.each(VOCABULARY.compression.filter((name) => name !== "none"))(
  "%s can be told, and checked by hand",
  (name: Compression) => {
    expect(CODECS[name].check).toMatch(/./);
    expect(CODECS[name].magic).not.toEqual([]);
  },
);

test.each(VOCABULARY.format.filter((type) => type !== "parquet"))("%s has a reader", (type) => {
  const format = compileFormat({ type, row_tag: "row" }) as TextFormat;
  const rows = { limits: LIMITS } as never;
  expect(makeReader({ format, schema: {}, zeroPadded: [], columns: ["id"], rows, limits: LIMITS })).toHaveProperty(
    "push",
  );
});

test.each(VOCABULARY.encoding)("%s has a decoder", (name: Encoding) => {
  const utf16 = name === "utf-16" ? Buffer.from("fffe", "hex") : Buffer.from("id");
  const { encoding } = chooseEncoding(utf16, name, "a/b");
  expect(encoding.declared).toBe(name);
  expect(VOCABULARY.file_encoding).toContain(encoding.name);
});

test("the kinds of marts have a row each, and their fields are those of mart.json", () => {
  expect(Object.keys($defs.kind.rows)).toEqual($defs.kind.enum);
  const fields = Object.values($defs.kind.rows).flatMap((row: { fields: string[] }) => row.fields);
  expect(Object.keys(mart.properties)).toEqual(expect.arrayContaining(fields));
});

test("every test of a mart has its fields in mart.schema.json", () => {
  const branches = mart.properties.tests.items.allOf.map((branch) => branch.if.properties.type.const);
  expect(branches).toEqual([...VOCABULARY.mart_test]);
});
