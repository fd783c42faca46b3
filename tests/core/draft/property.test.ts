import fc from "fast-check";
import Papa from "papaparse";
import { snakeCase } from "../../../functions/core/definitions/columns";
import { sweep } from "../../sweep";
import { draftAndValidate } from "./helpers";

const cell = fc.oneof(
  fc.constantFrom(
    "",
    "true",
    "false",
    "007",
    "+5",
    "-0",
    "1e5",
    "1E400",
    "12.50",
    "-3.10",
    ".5",
    "5.",
    "9007199254740993",
    "NULL",
  ),
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
  fc
    .date({ noInvalidDate: true, min: new Date("0001-01-01"), max: new Date("9999-12-31") })
    .map((date) => date.toISOString()),
  fc
    .date({ noInvalidDate: true, min: new Date("0001-01-01"), max: new Date("9999-12-31") })
    .map((date) => date.toISOString().slice(0, 10)),
  // NUL is no text, and a carriage return at the end of a line belongs to the line's end.
  fc.string({ unit: "grapheme", maxLength: 12 }).map((text) => text.replace(/[\0\r]/g, "")),
  fc.constantFrom('say "hi"', "a;b,c", "two\nlines", " padded "),
);
/** Mostly of one kind, as columns are. */
const column = fc.oneof(
  cell.map((value) => () => value),
  fc.func(cell),
);
const name = fc
  .oneof(
    fc.constantFrom("Order ID", "größe", "名前", "2024", "_key", "a-b", 'the "x"', "camelCase", "id"),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 }),
  )
  .map((text) => text.replace(/[\0\r\n\uFEFF]/g, ""))
  .filter((text) => text.trim() !== "" && text !== "__proto__" && !/^\s*[<{[]/.test(text));

const file = fc.record({
  // Names that become one column are refused, which is another test.
  names: fc.uniqueArray(name, { minLength: 2, maxLength: 6, selector: snakeCase }),
  cells: fc.array(column, { minLength: 6, maxLength: 6 }),
  count: fc.integer({ min: 0, max: 12 }),
  delimiter: fc.constantFrom(",", ";", "\t", "|"),
  newline: fc.constantFrom("\n", "\r\n"),
  bom: fc.boolean(),
  quotes: fc.boolean(),
});

const digits = (maxLength: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength }).map((all) => all.join(""));
const literal = fc
  .record({
    sign: fc.constantFrom("", "-"),
    whole: digits(22).map((text) => text.replace(/^0+(?=.)/, "")),
    fraction: fc.option(digits(14), { nil: undefined }),
    exponent: fc.option(fc.constantFrom("e0", "E+1", "e-1"), { nil: "" }),
  })
  .map(({ sign, whole, fraction, exponent }) => `${sign}${whole}${fraction ? `.${fraction}` : ""}${exponent}`);

describe("of any JSON numbers", () => {
  test("the draft compiles and accepts every row", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            literal,
            fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
            fc.maxSafeInteger().map(String),
          ),
          { minLength: 1, maxLength: 4 },
        ),
        async (literals) => {
          const rows = literals.map((text) => `{"a":${text},"b":[{"c":${text}}]}\n`).join("");
          const given = await draftAndValidate(rows).catch((error: Error) => error);
          if (given instanceof Error) expect(given.message).toMatch(/has the number .*, expected at most 37 digits/);
          else expect(given.verdict).toMatchObject({ accepted: true });
        },
      ),
      sweep(25, 1_000),
    );
  });
});

describe("of any CSV file", () => {
  test("the draft compiles and accepts every row", async () => {
    await fc.assert(
      fc.asyncProperty(file, async ({ names, cells, count, delimiter, newline, bom, quotes }) => {
        const rows = Array.from({ length: count }, (_, row) => names.map((_name, at) => cells[at]?.(row) ?? ""));
        const text = Papa.unparse([names, ...rows], { delimiter, newline, quotes });
        const { verdict } = await draftAndValidate(`${bom ? "\uFEFF" : ""}${text}${newline}`);
        expect(verdict).toMatchObject({ accepted: true });
      }),
      sweep(25, 1_000),
    );
  });
});
