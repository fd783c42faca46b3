import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { zipSync } from "fflate";
import Papa from "papaparse";
import { type Options, validate } from "../../../functions/core/validation";
import { compileCertain } from "../../../functions/core/validation/rows/fast";
import { compileRecordCheck } from "../../../functions/core/validation/rows/record";
import { compileCast } from "../../../functions/core/validation/rows/text";
import { booleansOf } from "../../../functions/core/validation/rows/words";
import { sweep } from "../../sweep";
import { bzip2, zstd } from "./compress";
import { CSV, JSONL, pieces, table, XML } from "./helpers";

const properties = {
  id: { type: "integer" },
  price: { type: "number", multipleOf: 0.01 },
  ratio: { type: "number" },
  day: { type: "string", format: "date" },
  open: { type: "boolean" },
  note: { type: "string" },
};
const schema = { type: "object", properties, required: ["id"] };

/** Decimal text of at most 18 digits, 2 of them decimals: more than a double holds. */
const price = fc.bigInt({ min: -(10n ** 18n) + 1n, max: 10n ** 18n - 1n }).map((cents) => {
  const digits = `${cents < 0n ? -cents : cents}`.padStart(3, "0");
  return `${cents < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
});
const day = fc
  .date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
/** XML and CSV readers each fold some white space; everything else has to come through. */
const note = fc
  .string({ unit: "grapheme", minLength: 1 })
  .filter((text) => /\S/.test(text) && !/[\p{Cc}\uFFFE\uFFFF]/u.test(text));
/** Every value is the text that stands in the file. */
const row = fc.record(
  {
    id: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
    price,
    ratio: fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    day,
    open: fc.boolean().map(String),
    note: fc.oneof(
      note,
      note.map((text) => `${text}, "quoted"\n<&>`),
    ),
  },
  { requiredKeys: ["id"] },
);
type Texts = Partial<Record<keyof typeof properties, string>>;

const names = Object.keys(properties) as (keyof typeof properties)[];
const isText = (name: string) => name === "day" || name === "note";
const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const element = (row: Texts) =>
  names.map((name) => (row[name] === undefined ? "" : `<${name}>${escaped(row[name])}</${name}>`));
const member = (row: Texts) =>
  names.flatMap((name) =>
    row[name] === undefined ? [] : [`"${name}":${isText(name) ? JSON.stringify(row[name]) : row[name]}`],
  );

const JSON_ARRAY = { type: "json", encoding: "utf-8" } as const;
const WRITERS = {
  csv: {
    format: CSV,
    write: (rows: Texts[]) =>
      Papa.unparse({ fields: names, data: rows.map((row) => names.map((name) => row[name] ?? "")) }),
  },
  json: { format: JSON_ARRAY, write: (rows: Texts[]) => `[\n${rows.map((row) => `{${member(row)}}`).join(",\n")}]` },
  jsonl: { format: JSONL, write: (rows: Texts[]) => rows.map((row) => `{${member(row)}}\n`).join("") },
  xml: {
    format: XML,
    write: (rows: Texts[]) => `<all>${rows.map((row) => `<order>${element(row).join("")}</order>`).join("\n")}</all>`,
  },
};

/** How a file is packed, and how often that is tried: bzip2 is written by a process of its own each time. */
const PACKERS: [name: string, pack: (bytes: Buffer) => Uint8Array | Promise<Uint8Array>, few: number][] = [
  ["none", (bytes) => bytes, 20],
  ["gzip", (bytes) => gzipSync(bytes), 20],
  ["zip", (bytes) => zipSync({ rows: bytes }), 20],
  ["zstd", (bytes) => zstd(bytes), 20],
  ["bzip2", (bytes) => bzip2(bytes), 4],
];

/** A value as one text that stands for it alone: 0.10 and 0.1 are one price, and so is one double however it is written. */
function canonical(name: string, text: string, format: string): string {
  if (name === "price") return text.replace(/\.?0+$/, (zeros) => (text.includes(".") ? "" : zeros));
  if (name === "ratio") return String(Number(text));
  return name === "note" && format === "xml" ? text.trim() : text;
}

const written = (rows: readonly Texts[], format: string) =>
  rows.map((row) =>
    Object.fromEntries(
      names.flatMap((name) => (row[name] === undefined ? [] : [[name, canonical(name, row[name], format)]])),
    ),
  );

describe.each(Object.entries(WRITERS))("any rows written as %s", (name, { format, write }) => {
  test.each(PACKERS)("%s: are accepted, counted, and read back equal", async (compression, pack, few) => {
    const rows = fc.array(row, { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 300 }), async (given, size) => {
        const read: object[] = [];
        const onRow: NonNullable<Options["onRow"]> = (values, literals) => {
          const text = (column: string) => String(literals.get(column) ?? values[column]);
          read.push(
            Object.fromEntries(Object.keys(values).map((column) => [column, canonical(column, text(column), name)])),
          );
        };
        const packed = await pack(Buffer.from(write(given)));
        const verdict = await validate(pieces(packed, size), table(format, schema), { onRow });
        expect(verdict).toMatchObject({ accepted: true, facts: { rows: given.length, compression } });
        expect(read).toEqual(written(given, name));
      }),
      sweep(few, 20 * few),
    );
  });

  test("are rejected at the line of a value that is none of its type", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          row.map(({ note: _no, ...rest }) => rest),
          { minLength: 1, maxLength: 20 },
        ),
        fc.nat(19),
        async (given, at) => {
          const bad = at % given.length;
          const broken = given.map((texts, index) => (index === bad ? { ...texts, day: "2026-02-30" } : texts));
          const verdict = await validate(pieces(write(broken), 100), table(format, schema));
          const line = format.type === "csv" || format.type === "json" ? bad + 2 : bad + 1;
          expect(verdict).toMatchObject({ problem_count: 1, problems: [{ line, column: "day", rule: "format" }] });
        },
      ),
      sweep(20, 600),
    );
  });
});

const SCHEMAS = [
  { type: "integer", minimum: -5, maximum: 99 },
  { type: "integer", minimum: 0, maximum: 999_999_999_999_998 },
  { type: "number", maximum: -0.5 },
  { type: "number", multipleOf: 0.001, minimum: 0 },
  { type: "number" },
  { type: "string", format: "date" },
  { type: "string", format: "date-time" },
  { type: "string", minLength: 2, maxLength: 4 },
  { type: ["string", "null"], enum: ["a", "b", null] },
  { type: "string", minLength: 1, pattern: "^[a-z]{2,3}$" },
  { type: "string", format: "email", maxLength: 20 },
  { type: "string", format: "ipv4" },
  { type: "boolean" },
];
const cell = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.string({ unit: "grapheme", maxLength: 6 }),
  fc.stringMatching(/^[+-]?\d{0,18}\.?\d{0,4}(e[+-]?\d)?$/),
  fc.stringMatching(/^\d{4}-[01]\d-[0-3]\d([T ][0-2]\d:[0-6]\d:[0-6]\d(\.\d{1,3})?(Z|[+-]\d\d:\d\d)?)?$/),
  fc.constantFrom("999999999999999", "999999999999998", "-1", "-0", "99", "100"),
  fc.constantFrom("a", "b", "true", "false", "True", "a@b.example", "a@b", "10.0.0.1", "10.0.0.256"),
);

const BOOLEANS = booleansOf({ true: ["true", "a"], false: ["false", "99"] });
const CHECKED = SCHEMAS.flatMap((schema) => [false, true].map((padded) => ({ schema, padded })));

test.each(CHECKED)(
  "the fast check of $schema accepts nothing that the schema refuses (padded: $padded)",
  ({ schema, padded }) => {
    const given = table(CSV, { type: "object", properties: { x: schema } });
    const certain = compileCertain(schema, given.columns[0]?.type ?? "", padded, BOOLEANS);
    const [check, cast] = [compileRecordCheck(given), compileCast(schema, padded, BOOLEANS)];
    fc.assert(
      fc.property(cell, (text) => {
        const value = cast(text);
        const literals = new Map(typeof value === "number" ? [["x", text]] : []);
        if (certain(text)) expect(check({ x: value }, literals)).toEqual([]);
      }),
      sweep(200, 5_000),
    );
  },
);
