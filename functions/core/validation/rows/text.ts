import { References } from "../../contract/references";
import { isObject } from "../../contract/schema";
import { isPadded } from "./padded";

type Schema = Record<string, unknown>;

const INTEGER = /^[+-]?\d+$/;
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

export const isInteger = (text: string) => INTEGER.test(text);
export const isNumber = (text: string) => NUMBER.test(text);
/** A decimal is written digit by digit: programs that write an exponent have rounded, and `12E3` is a code as a rule. */
const isFixed = (text: string) => NUMBER.test(text) && !/e/i.test(text);

/**
 * A csv field written as two quotes, which is an empty text; a field without anything is no value. A file that holds NUL
 * is refused, so no other field looks like this.
 */
export const QUOTED_EMPTY = "\0";

export type Cast = (text: string) => unknown;

/** Follows `$ref` within the same document, keeping the keywords beside it. */
export function resolve(schema: unknown, root: Schema): Schema {
  if (!isObject(schema)) return {};
  if (typeof schema.$ref !== "string") return schema;
  return { ...resolve(new References(root).at(schema.$ref), root), ...schema };
}

export function typesOf(schema: Schema): readonly string[] {
  return [schema.type ?? []].flat() as string[];
}

/**
 * Compiles the cast of the text of a csv cell or an XML element to a JSON value of its declared type. Text that is not of
 * that type stays text, so that the `type` of the schema refuses it.
 * @param schema a property's schema, already resolved
 * @param padded whether its numbers may have leading zeros, a plus sign or a signed zero; elsewhere such a text is a code
 * @param booleans the texts that stand for true and false
 */
export function compileCast(schema: Schema, padded: boolean, booleans: ReadonlyMap<string, boolean>): Cast {
  const types = typesOf(schema);
  const isAny = schema.multipleOf === undefined ? isNumber : isFixed;
  const integer = types.includes("integer");
  const number = types.includes("number");
  // A property has one type beside null, so that a boolean is no number as well.
  const boolean = types.includes("boolean");
  return (text) => {
    if (boolean) return booleans.get(text) ?? text;
    if (!padded && isPadded(text)) return text;
    // A number beyond every double would become Infinity, which is no JSON.
    if (number && isAny(text) && Number.isFinite(Number(text))) return Number(text);
    if (integer && isInteger(text) && (padded || text !== "-0")) return Number(text);
    return text;
  };
}
