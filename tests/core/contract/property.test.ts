import fc from "fast-check";
import { Compiler, compileCertain, safeMagnitude } from "../../../functions/core/contract";
import { rowAjv } from "../../../functions/core/definitions/row-ajv";
import { hasLost, inspect, look } from "../../../functions/core/validation/readers/json-text";
import { compileRecordCheck } from "../../../functions/core/validation/rows/record";
import { sweep } from "../../sweep";
import { JSONL, table } from "../validation/helpers";

/** Small numbers and few names, so that schemas and values meet. Halves and quarters are exact for ajv's doubles too. */
const number = fc.oneof(fc.integer({ min: -4, max: 9 }), fc.constantFrom(0.5, 1.5, 2.25, 1e15, -1e16));
const name = fc.constantFrom("a", "b", "c", "constructor");
const text = fc.constantFrom("", "a", "ab", "abc", "😀", "2026-03-01", "a@b.example");
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    text,
    number,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("any"), { maxLength: 3 }),
    fc.dictionary(name, tie("any"), { maxKeys: 3, noNullPrototype: true }),
  ),
})).any;
const type = fc.constantFrom("integer", "number", "string", "boolean", "object", "array", "null");
const count = fc.nat(3);

/** Any schema of the keywords that both know, but for unevaluated..., over which ajv 8.20 stumbles: the suite has them. */
const schema = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    fc.boolean(),
    fc.constantFrom({ $ref: "#/$defs/text" }, { $ref: "#/$defs/list" }, { $ref: "#named" }),
    fc.record(
      {
        type: fc.oneof(type, fc.uniqueArray(type, { minLength: 1, maxLength: 3 })),
        enum: fc.array(value, { minLength: 1, maxLength: 3 }),
        const: value,
        multipleOf: fc.constantFrom(1, 2, 0.5, 3),
        minimum: number,
        maximum: number,
        exclusiveMinimum: number,
        exclusiveMaximum: number,
        minLength: count,
        maxLength: count,
        pattern: fc.constantFrom("^a", "b$", "^.{2}$"),
        format: fc.constantFrom("date", "email"),
        minItems: count,
        maxItems: count,
        uniqueItems: fc.boolean(),
        minProperties: count,
        maxProperties: count,
        required: fc.uniqueArray(name, { maxLength: 2 }),
        dependentRequired: fc.dictionary(name, fc.uniqueArray(name, { maxLength: 2 }), {
          maxKeys: 2,
          noNullPrototype: true,
        }),
        dependentSchemas: fc.dictionary(name, tie("any"), { maxKeys: 1, noNullPrototype: true }),
        properties: fc.dictionary(name, tie("any"), { maxKeys: 3, noNullPrototype: true }),
        patternProperties: fc.dictionary(fc.constantFrom("^a", "b"), tie("any"), { maxKeys: 1, noNullPrototype: true }),
        additionalProperties: tie("any"),
        propertyNames: tie("any"),
        prefixItems: fc.array(tie("any"), { minLength: 1, maxLength: 2 }),
        items: tie("any"),
        contains: tie("any"),
        allOf: fc.array(tie("any"), { minLength: 1, maxLength: 2 }),
        anyOf: fc.array(tie("any"), { minLength: 1, maxLength: 3 }),
        oneOf: fc.array(tie("any"), { minLength: 1, maxLength: 3 }),
        not: tie("any"),
        if: tie("any"),
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: tie("any"),
        else: tie("any"),
      },
      { requiredKeys: [], noNullPrototype: true },
    ),
  ),
})).any as fc.Arbitrary<object | boolean>;

/** The definitions that references lead to. */
const $defs = {
  text: { type: "string", minLength: 2 },
  list: { type: "array", items: { $ref: "#/$defs/text" } },
  other: { $anchor: "named", properties: { a: { type: "integer" } } },
};
const document = (root: object | boolean) => ({ $defs, allOf: [root] });

function verdict(given: object): (value: unknown) => boolean {
  const compiler = new Compiler(given);
  const [check, out] = [compiler.compile(given), compiler.outcome()];
  return (value) => {
    check(value, undefined, out);
    return out.take().length === 0;
  };
}

test("any schema accepts what ajv accepts, and refuses what it refuses", () => {
  const both = { accepted: 0, refused: 0 };
  fc.assert(
    fc.property(schema, fc.array(value, { minLength: 5, maxLength: 15 }), (root, values) => {
      const ajv = rowAjv();
      ajv.opts.strictSchema = false;
      ajv.opts.unevaluated = false;
      const oracle = ajv.compile(document(root));
      const holds = verdict(document(root));
      for (const one of values) {
        const expected = oracle(one) as boolean;
        both[expected ? "accepted" : "refused"] += 1;
        expect([one, holds(one)]).toEqual([one, expected]);
      }
    }),
    sweep(60, 2_000),
  );
  // A generator of schemas that nothing or everything satisfies would prove nothing.
  expect(Math.min(both.accepted, both.refused)).toBeGreaterThan(100);
});

test("what is certainly valid is valid", () => {
  let certainly = 0;
  const columns = {
    type: fc.constantFrom("integer", "number", "string", "boolean"),
    items: fc.constant({ type: "integer" }),
  };
  const plain = fc.record(
    {
      type: fc.oneof(columns.type, fc.constantFrom(["string", "null"], ["integer", "null"])),
      minimum: number,
      maximum: number,
      multipleOf: fc.constantFrom(0.5, 0.01, 3),
      maxLength: count,
      enum: fc.array(value, { minLength: 1, maxLength: 6 }),
      format: fc.constantFrom("date", "email"),
      $ref: fc.constant("#/$defs/text"),
    },
    { requiredKeys: ["type"], noNullPrototype: true },
  );
  const nested = fc.oneof(
    plain,
    fc.record({ type: fc.constant("array"), items: plain }),
    fc.record({
      type: fc.constant("object"),
      properties: fc.dictionary(name, plain, { maxKeys: 3, noNullPrototype: true }),
      required: fc.uniqueArray(name, { maxLength: 1 }),
      additionalProperties: fc.constant(false),
    }),
  );
  fc.assert(
    fc.property(
      fc.dictionary(name, nested, { minKeys: 1, maxKeys: 3, noNullPrototype: true }),
      fc.array(value, { maxLength: 30 }),
      (properties, values) => {
        const root = { $defs, type: "object", properties };
        const certain = compileCertain(root, new Compiler(root).references, safeMagnitude(["bigint", "decimal(18,2)"]));
        const holds = verdict(root);
        for (const one of values) {
          if (!certain?.(one)) continue;
          certainly += 1;
          expect([one, holds(one)]).toEqual([one, true]);
        }
      },
    ),
    sweep(500, 5_000),
  );
  expect(certainly).toBeGreaterThan(100);
});

const LITERAL = fc.oneof(
  fc.stringMatching(/^-?(0|[1-9]\d{0,20})(\.\d{1,20})?([eE][+-]?\d{1,3})?$/),
  fc.constantFrom(
    "0",
    "-0",
    "1e400",
    "1e-400",
    "0.1000000000000000055",
    "4.9E-324",
    "123456789012345",
    "1234567890123456",
  ),
);

test("no number whose digits a double loses is overlooked, nor a name that comes twice", () => {
  const member = fc.tuple(
    fc.constantFrom("a", "b", "a:b", 'a\\"', "\\u0061"),
    fc.constantFrom(":", " :", ": "),
    LITERAL,
  );
  fc.assert(
    fc.property(fc.array(member, { maxLength: 4 }), (members) => {
      const text = `{"x":[{${members.map(([name, colon, literal]) => `"${name}"${colon}${literal}`).join(",")}}]}`;
      const survey = { members: 0, extreme: false };
      look(JSON.parse(text), 64, survey);
      const { literals, duplicate } = inspect(text);
      const names = members.map(([name]) => JSON.parse(`"${name}"`));
      expect(duplicate !== undefined).toBe(new Set(names).size < names.length);
      if (literals.size > 0 || duplicate !== undefined) expect(hasLost(text, survey)).toBe(true);
    }),
    sweep(500, 20_000),
  );
});

test("multiples of a power of ten are told from the digits, whichever way is taken", () => {
  const check = compileRecordCheck(
    table(JSONL, { type: "object", properties: { x: { type: "number", multipleOf: 0.01 } } }),
  );
  const cents = fc.integer({ min: -(10 ** 15), max: 10 ** 15 });
  fc.assert(
    fc.property(cents, fc.integer({ min: 0, max: 9 }), (steps, mill) => {
      const text = `${steps < 0 ? "-" : ""}${`${Math.abs(steps)}`.padStart(3, "0").replace(/(\d\d)$/, ".$1")}${mill}`;
      const expected = mill === 0;
      expect(check({ x: Number(text) }, new Map()).length === 0).toBe(
        expected || String(Number(text)).length < text.length,
      );
      expect(check({ x: Number(text) }, new Map([["x", text]])).length === 0).toBe(expected);
    }),
    sweep(300, 10_000),
  );
});
