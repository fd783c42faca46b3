import CONTRACT from "../../../../schemas/meta/contract.json";
import { compileFormat, decimalsOf } from "../../contract";
import { satisfies } from "../../contract/texts";
import { QUOTED_EMPTY, typesOf } from "./text";

/**
 * True for a cell's text that is certainly valid. The check builds nothing, and leaves every text that it does not
 * recognise to the JSON Schema, which decides: it may be narrow, but never wrong. `QUOTED_EMPTY` is left to the schema
 * too, wherever an empty text might not be valid.
 */
export type Certain = (text: string) => boolean;
type Schema = Record<string, unknown>;
type Booleans = ReadonlyMap<string, boolean>;

const { annotations } = CONTRACT.keywords;
const DIGITS_IN_A_DOUBLE = 15;

/** By type: the keywords that its check knows. A schema with any other keyword is left to the validator. */
const CHECKS: Record<
  string,
  { keywords: readonly string[]; make: (schema: Schema, type: string, padded: boolean, booleans: Booleans) => Certain }
> = {
  integer: { keywords: ["minimum", "maximum"], make: integer },
  number: { keywords: ["minimum", "maximum", "multipleOf"], make: number },
  string: { keywords: ["enum", "format", "pattern", "minLength", "maxLength"], make: string },
  boolean: { keywords: [], make: (_schema, _type, _padded, booleans) => oneOf([...booleans.keys()]) },
};

const never: Certain = () => false;

/**
 * @param schema a property's schema, already resolved
 * @param type the column's type in staging
 * @param padded whether a number may have leading zeros
 * @param booleans the texts that stand for true and false
 */
export function compileCertain(schema: Schema, type: string, padded: boolean, booleans: Booleans): Certain {
  const types = typesOf(schema).filter((type) => type !== "null");
  const check = types.length === 1 ? CHECKS[types[0] as string] : undefined;
  const keywords = Object.keys(schema).filter((keyword) => keyword !== "type" && !annotations.includes(keyword));
  return check && keywords.every((keyword) => check.keywords.includes(keyword))
    ? check.make(schema, type, padded, booleans)
    : never;
}

/** Whether a plain number of `count` digits keeps the bounds of `schema`; the text is made a number only if need be. */
function bounds({ minimum, maximum }: Schema): (text: string, count: number) => boolean {
  const [least, most] = [
    (minimum ?? Number.NEGATIVE_INFINITY) as number,
    (maximum ?? Number.POSITIVE_INFINITY) as number,
  ];
  // Numbers of so many digits are less than `most`.
  let digits = 0;
  while (digits < DIGITS_IN_A_DOUBLE && 10 ** (digits + 1) <= most) digits += 1;
  return (text, count) => {
    const positive = text.charCodeAt(0) !== 45;
    if (positive ? least <= 0 && count <= digits : least === Number.NEGATIVE_INFINITY && most >= 0) return true;
    const value = +text;
    return value >= least && value <= most;
  };
}

/** Digits of a plain number with at most `scale` decimals that a double holds exactly; 0 when it is anything else. */
function plainDigits(text: string, scale: number, padded: boolean): number {
  let at = text.charCodeAt(0) === 45 ? 1 : 0;
  const start = at;
  if (!padded && text.charCodeAt(at) === 48 && isDigit(text.charCodeAt(at + 1))) return 0;
  while (isDigit(text.charCodeAt(at))) at += 1;
  const whole = at - start;
  if (at === text.length) return whole;
  const decimals = text.length - at - 1;
  if (text.charCodeAt(at) !== 46 || whole === 0 || decimals === 0 || decimals > scale) return 0;
  for (at += 1; at < text.length; at += 1) if (!isDigit(text.charCodeAt(at))) return 0;
  return whole + decimals;
}

const isDigit = (code: number) => code >= 48 && code <= 57;

function integer(schema: Schema, _type: string, padded: boolean): Certain {
  const within = bounds(schema);
  return (text) => {
    const count = plainDigits(text, 0, padded);
    if (count === 0 || count > DIGITS_IN_A_DOUBLE || text === "-0") return false;
    return within(text, count);
  };
}

function number(schema: Schema, type: string, padded: boolean): Certain {
  const step = schema.multipleOf as number | undefined;
  const scale = step === undefined ? DIGITS_IN_A_DOUBLE : decimalsOf(step);
  if (scale === undefined) return never;
  const digits = Math.min(DIGITS_IN_A_DOUBLE, wholeDigits(type));
  const within = bounds(schema);
  return (text) => {
    const count = plainDigits(text, scale, padded);
    if (count === 0 || count > digits) return false;
    return within(text, count);
  };
}

/** How many digits `decimal(p,s)` has room for before the point; no bound for other types. */
function wholeDigits(type: string): number {
  const [, precision, scale] = /^decimal\((\d+),(\d+)\)$/.exec(type) ?? [];
  return precision === undefined ? Number.POSITIVE_INFINITY : Number(precision) - Number(scale);
}

function string(schema: Schema): Certain {
  const { enum: values, format, pattern } = schema;
  const checks: Certain[] = [];
  if (schema.minLength !== undefined || schema.maxLength !== undefined) checks.push(lengths(schema));
  if (values !== undefined) checks.push(oneOf(values as string[]));
  if (format !== undefined) checks.push(formatted(format as string));
  if (pattern !== undefined) checks.push(matching(satisfies(pattern as string)));
  const [first = () => true, second, ...more] = checks;
  if (!second) return first;
  return (text) => first(text) && second(text) && more.every((check) => check(text));
}

const matching =
  (holds: Certain): Certain =>
  (text) =>
    text !== QUOTED_EMPTY && holds(text);
/** For few values comparing is faster than a set, which has to hash the text first. */
const FEW = 16;
function oneOf(values: readonly string[]): Certain {
  const known = new Set(values);
  if (values.length > FEW) return (text) => known.has(text);
  return (text) => {
    for (let at = 0; at < values.length; at += 1) if (text === values[at]) return true;
    return false;
  };
}

function formatted(format: string): Certain {
  const holds = compileFormat(format);
  // No date is empty, so a date needs no check for `QUOTED_EMPTY`.
  return holds ? (format.startsWith("date") ? holds : matching(holds)) : never;
}

/** JSON Schema counts characters, `length` UTF-16 units: between one and two of them a character. */
function lengths({ minLength = 0, maxLength = Number.POSITIVE_INFINITY }: Schema): Certain {
  const least = (minLength as number) <= 1 ? (minLength as number) : 2 * (minLength as number);
  const most = maxLength as number;
  return (text) => text.length >= least && text.length <= most && text !== QUOTED_EMPTY;
}
