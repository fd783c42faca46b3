import { DeploymentError } from "../errors";
import { compileFormat } from "./formats";
import { bound, isInteger, isNumber, multipleOf } from "./numbers";
import type { Check, Holds } from "./outcome";
import { expectation } from "./phrases";
import { isObject, type Schema } from "./schema";
import { atLeast, atMost, ofText, satisfies } from "./texts";
import { oneOf, unique } from "./values";

const TYPES: Record<string, Holds> = {
  integer: isInteger,
  number: isNumber,
  string: (value) => typeof value === "string",
  boolean: (value) => typeof value === "boolean",
  object: isObject,
  array: Array.isArray,
  null: (value) => value === null,
};

function type(schema: Schema): Holds {
  const [first = () => false, second, ...more] = [schema.type].flat().map((name) => TYPES[name as string] as Holds);
  if (!second) return first;
  return (value, literal) =>
    first(value, literal) || second(value, literal) || more.some((holds) => holds(value, literal));
}

function format({ format: name }: Schema): Holds {
  const holds = compileFormat(name as string);
  if (!holds)
    throw new DeploymentError(`the format "${name}" is not in schemas/meta/contract.json; correct row.schema.json.`);
  return ofText(holds);
}

const items =
  (keeps: (count: number, limit: number) => boolean, keyword: string) =>
  (schema: Schema): Holds => {
    const limit = schema[keyword] as number;
    return (value) => !Array.isArray(value) || keeps(value.length, limit);
  };
const members =
  (keeps: (count: number, limit: number) => boolean, keyword: string) =>
  (schema: Schema): Holds => {
    const limit = schema[keyword] as number;
    return (value) => !isObject(value) || keeps(Object.keys(value).length, limit);
  };
const least = (count: number, limit: number) => count >= limit;
const most = (count: number, limit: number) => count <= limit;

/** Keywords that say yes or no about one value, in the order of their findings. A new keyword is a row here. */
export const ASSERTIONS: Record<string, (schema: Schema) => Holds> = {
  type,
  enum: (schema) => oneOf(schema.enum as unknown[]),
  const: (schema) => oneOf([schema.const]),
  multipleOf,
  minimum: bound("minimum"),
  maximum: bound("maximum"),
  exclusiveMinimum: bound("exclusiveMinimum"),
  exclusiveMaximum: bound("exclusiveMaximum"),
  minLength: (schema) => ofText(atLeast(schema.minLength as number)),
  maxLength: (schema) => ofText(atMost(schema.maxLength as number)),
  pattern: (schema) => ofText(satisfies(schema.pattern as string)),
  format,
  minItems: items(least, "minItems"),
  maxItems: items(most, "maxItems"),
  uniqueItems: (schema) => (schema.uniqueItems ? unique : () => true),
  minProperties: members(least, "minProperties"),
  maxProperties: members(most, "maxProperties"),
};

/** The check of one keyword in ASSERTIONS. */
export function asserted(keyword: string, schema: Schema): Check {
  const holds = (ASSERTIONS[keyword] as (schema: Schema) => Holds)(schema);
  const expected = expectation(keyword, schema);
  return (value, literal, out) => {
    if (!holds(value, literal)) out.add(keyword, expected, value, literal);
  };
}
