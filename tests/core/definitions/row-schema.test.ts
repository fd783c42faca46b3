import fc from "fast-check";
import { columnType, snakeCase } from "../../../functions/core/definitions/columns";
import { problems, ROW } from "./helpers";

describe("the column type of a property", () => {
  test.each<[Record<string, unknown>, string]>([
    [{ type: "integer" }, "bigint"],
    [{ type: ["integer", "null"] }, "bigint"],
    [{ type: "number" }, "double"],
    [{ type: "number", multipleOf: 0.01 }, "decimal(18,2)"],
    [{ type: "number", multipleOf: 1 }, "decimal(18,0)"],
    [{ type: "number", multipleOf: 1e-7 }, "decimal(18,7)"],
    [{ type: "number", multipleOf: 0.05 }, "double"],
    [{ type: "number", multipleOf: 10 }, "double"],
    [{ type: "number", multipleOf: 0.01, maximum: 1e20 }, "decimal(23,2)"],
    [{ type: "number", multipleOf: 0.01, maximum: 10, minimum: -1e20 }, "decimal(23,2)"],
    [{ type: "string" }, "string"],
    [{ type: "string", format: "email" }, "string"],
    [{ type: "string", format: "date" }, "date"],
    [{ type: "string", format: "date-time" }, "timestamp"],
    [{ type: "boolean" }, "boolean"],
    [{ type: "array", items: { type: "integer" } }, "array<bigint>"],
    [
      {
        type: "object",
        properties: {
          _unit: { type: "string" },
          "a b": { type: "array", items: { type: "object", properties: { x: { type: "number" } } } },
        },
      },
      "struct<_unit:string,`a b`:array<struct<x:double>>>",
    ],
  ])("%j is %s", (property, type) => {
    expect(columnType(property)).toBe(type);
  });

  test("follows references within the file", () => {
    const root = { $defs: { money: { type: "number", multipleOf: 0.01 } } };
    expect(columnType({ $ref: "#/$defs/money", description: "x" }, root)).toBe("decimal(18,2)");
  });
});

describe("the name of a column", () => {
  test.each([
    ["order_id", "order_id"],
    ["Order ID", "order_id"],
    ["orderId", "order_id"],
    ["OrderID", "order_id"],
    ["HTTPStatus", "http_status"],
    ["_product_id", "product_id"],
    ["Größe (cm)", "grosse_cm"],
    ["Prénom", "prenom"],
    ["2024", "c_2024"],
    ["名前", "u540d_u524d"],
    ["%", "column"],
  ])("%s is %s", (source, name) => {
    expect(snakeCase(source)).toBe(name);
  });

  test("of any property is a word, hence never that of an audit column", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (text) =>
        expect(snakeCase(text)).toMatch(/^[a-z][a-z0-9_]*$/),
      ),
    );
  });
});

const R = "schemas/shop/orders/row.schema.json";
const property = (schema: unknown) => ({ ...ROW, properties: { ...ROW.properties, x: schema } });
describe("a row.schema.json is refused for", () => {
  test.each<[string, Record<string, unknown> | string, string[]]>([
    [
      "another type than object",
      { type: "array" },
      [
        `${R}:2: expected "type": "object", a row, found "array"; correct it.`,
        `${R}:1: expected "properties", one for each column, found none; add them.`,
      ],
    ],
    [
      "another draft",
      { ...ROW, $schema: "http://json-schema.org/draft-07/schema#" },
      [
        `${R}:34: "$schema" is "http://json-schema.org/draft-07/schema#", expected "https://json-schema.org/draft/2020-12/schema"; correct it.`,
      ],
    ],
    [
      "an unknown keyword",
      property({ type: "string", maxLenght: 3 }),
      [
        `${R}:35: unknown keyword "maxLenght", expected one of JSON Schema 2020-12; rename or remove it. Did you mean "maxLength"?`,
      ],
    ],
    [
      "an unknown format",
      property({ type: "string", format: "day" }),
      [`${R}:35: unknown format "day", expected one such as date, date-time, email or uuid; correct or remove it.`],
    ],
    [
      "an unknown type",
      property({ type: "int" }),
      [
        `${R}:34: "properties.x.type" is "int", expected one of "array", "boolean", "integer", "null", "number", "object", "string"; correct it.`,
      ],
    ],
    [
      "a keyword of the wrong type",
      property({ type: "string", maxLength: "3" }),
      [`${R}:35: "properties.x.maxLength" is "3", expected an integer; correct it.`],
    ],
    [
      "no type",
      property({ enum: ["a"] }),
      [
        `${R}:33: the property "x" has no column type: expected one "type" of string, integer, number, boolean, object or array (and "null"), found none.`,
      ],
    ],
    [
      "two types",
      property({ type: ["string", "integer"] }),
      [
        `${R}:33: the property "x" has no column type: expected one "type" of string, integer, number, boolean, object or array (and "null"), found ["string","integer"].`,
      ],
    ],
    [
      "a list of anything",
      property({ type: "array" }),
      [`${R}:33: the property "x" has no column type: expected "items" with the type of an element, found none.`],
    ],
    [
      "an object of anything",
      property({ type: "object" }),
      [`${R}:33: the property "x" has no column type: expected "properties" of the object, found none.`],
    ],
    [
      "a decimal that is too long",
      property({ type: "number", multipleOf: 0.01, maximum: 1e37 }),
      [
        `${R}:33: the property "x" has no column type: expected at most 38 digits in a decimal, found 40; narrow "maximum".`,
      ],
    ],
    [
      "a required property that is none",
      { ...ROW, required: [...ROW.required, "notes"] },
      [`${R}:7: "required" names "notes", which "properties" does not have; add or remove it. Did you mean "note"?`],
    ],
    [
      "two properties of one column",
      { ...ROW, properties: { ...ROW.properties, "Order ID": { type: "string" } } },
      [
        `${R}:33: the properties "order_id" and "Order ID" both become the column "order_id"; rename one of them at the source.`,
      ],
    ],
  ])("%s", (_, row, sentences) => {
    expect(problems({ row })).toEqual(sentences);
  });
});
