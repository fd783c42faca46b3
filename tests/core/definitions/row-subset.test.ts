import { notRegular, outsideDialect } from "../../../functions/core/definitions/regex-dialect";
import CONTRACT from "../../../schemas/meta/contract.json";
import { compile, problems, ROW } from "./helpers";

const R = "schemas/shop/orders/row.schema.json";
const property = (schema: unknown, more: object = {}) => ({
  ...ROW,
  properties: { ...ROW.properties, x: schema },
  ...more,
});
const common =
  "expected only what JavaScript, Java and Python read alike (docs/validation.md); write it in other words.";

describe("a row.schema.json is refused for", () => {
  test.each<[string, Record<string, unknown>, string[]]>([
    [
      "$dynamicRef",
      property({ type: "object", properties: { y: { $dynamicRef: "#y" } } }),
      [
        `${R}:37: "$dynamicRef" and "$dynamicAnchor" are not supported, expected a "$ref" to a schema in this file; replace them.`,
      ],
    ],
    [
      "a $ref to another document",
      property({ $ref: "https://example.com/money.json" }),
      [
        `${R}:34: "$ref" leads to "https://example.com/money.json", expected a schema in this file such as "#/$defs/address"; correct it, or copy the schema into "$defs".`,
      ],
    ],
    [
      "a $ref to nowhere",
      property({ $ref: "#/$defs/money" }, { $defs: { mony: { type: "number" } } }),
      [
        `${R}:34: "$ref" leads to "#/$defs/money", expected a schema in this file such as "#/$defs/address"; correct it, or copy the schema into "$defs".`,
      ],
    ],
    [
      "a $ref that leads back",
      property(
        { $ref: "#/$defs/tree" },
        { $defs: { tree: { type: "object", properties: { x: { $ref: "#/$defs/tree" } } } } },
      ),
      [
        `${R}:42: "$ref" leads to "#/$defs/tree", which it is a part of, expected a schema that ends, as a column has one type; write the levels out.`,
      ],
    ],
    [
      "an $id inside",
      property({ $id: "x", type: "string" }),
      [
        `${R}:34: "$id" makes a document within the document, expected it at the top only; remove it, and refer to "#/$defs/...".`,
      ],
    ],
    [
      "a keyword of an older draft",
      property({ type: "string" }, { dependencies: { note: ["op"] } }),
      [`${R}:37: unknown keyword "dependencies", expected one of JSON Schema 2020-12; rename or remove it.`],
    ],
    [
      "a keyword of OpenAPI",
      property({ type: "string", nullable: true }),
      [`${R}:35: unknown keyword "nullable", expected one of JSON Schema 2020-12; rename or remove it.`],
    ],
    [
      "a pattern that is none",
      property({ type: "string", pattern: "(a" }),
      [`${R}:35: "(a" is no regular expression (Unterminated group); correct it.`],
    ],
    [
      "a pattern that engines read differently",
      property({ type: "string", pattern: "^\\p{L}+$" }),
      [`${R}:35: the regular expression "^\\p{L}+$" has \\p{L}, ${common}`],
    ],
    [
      "such a pattern of property names",
      property({
        type: "object",
        properties: { y: { type: "string" } },
        patternProperties: { "\\bid": { type: "integer" } },
      }),
      [`${R}:40: the regular expression "\\bid" has \\b, ${common}`],
    ],
    [
      "two things at once",
      property({ type: "string", format: "day", pattern: "(?i:a)" }),
      [
        `${R}:35: unknown format "day", expected one such as date, date-time, email or uuid; correct or remove it.`,
        expect.stringContaining(`${R}:36: `),
      ],
    ],
  ])("%s", (_, row, sentences) => {
    expect(problems({ row })).toEqual(sentences);
  });
});

test.each([
  property({ $ref: "#/$defs/money" }, { $defs: { money: { type: "number", multipleOf: 0.01 } } }),
  property({ $ref: "#money" }, { $defs: { money: { $anchor: "money", type: "number" } } }),
  property({ type: "string", enum: ["a"], default: { $ref: "x" }, examples: [{ $dynamicRef: "x" }] }),
  property({ type: "string" }, { properties: { ...ROW.properties, $ref: { type: "string" } } }),
])("a row.schema.json may look like %#", (row) => {
  expect(Object.keys(compile({ row }).tables)).toEqual(["shop/orders"]);
});

test.each([
  "^[A-Z]{2,3}-\\d+$",
  "^(?:a|b)*?c+?$",
  "^(?=.*\\d)(?!x)\\S+\\s[^\\s,]*$",
  "[\\w.+-]+@\\x41\\u0042[\\]\\[\\-]",
  "\\{\\}\\(\\)\\/\\|\\^\\$",
  "",
])("%j is in the dialect", (pattern) => {
  expect([notRegular(pattern), outsideDialect(pattern)]).toEqual([undefined, undefined]);
});

test.each([
  ["\\p{L}", "\\p{L}"],
  ["\\P{Lu}x", "\\P{Lu}"],
  ["a\\b", "\\b"],
  ["a\\B", "\\B"],
  ["(a)\\1", "\\1"],
  ["(?<n>a)", "(?<"],
  ["(?<n>a)\\k<n>", "(?<"],
  ["(?<=a)b", "(?<="],
  ["(?<!a)b", "(?<!"],
  ["\\0", "\\0"],
  ["\\v", "\\v"],
  ["\\cA", "\\c"],
  ["\\u{1F600}", "\\u{1F600}"],
  ["[a[]", "[ in a class (write \\[)"],
  ["[a&&b]", "&& in a class"],
  ["[\\S]", "\\S in a class"],
  ["[\\b]", "\\b in a class"],
  ["[]", "an empty class"],
  ["[^]", "an empty class"],
])("%j is outside the dialect", (pattern, what) => {
  expect([notRegular(pattern), outsideDialect(pattern)]).toEqual([undefined, what]);
});

test.each(Object.entries(CONTRACT.formats))("the format %s is written in the dialect", (_name, pattern) => {
  expect([notRegular(pattern), outsideDialect(pattern)]).toEqual([undefined, undefined]);
});
