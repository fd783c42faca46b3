import { isDate, isDateTime } from "./dates";
import { typesOf } from "./text";

/**
 * Checks that say "certainly valid" about a cell's text without building anything; whatever they do not recognise goes
 * to the JSON Schema validator, which alone decides. So a check here may be narrow, but never wrong.
 */
export type Certain = (text: string) => boolean;
type Schema = Record<string, unknown>;

const ANNOTATIONS = ["title", "description", "$comment", "examples", "default", "deprecated", "readOnly", "writeOnly"];
const DIGITS_IN_A_DOUBLE = 15;

/** Keywords that each kind of check looks at; a schema with any other one is left to the validator. */
const CHECKS: readonly {
  type: string;
  keywords: readonly string[];
  make: (schema: Schema, type: string) => Certain;
}[] = [
  { type: "integer", keywords: ["minimum", "maximum"], make: integer },
  { type: "number", keywords: ["minimum", "maximum", "multipleOf"], make: number },
  { type: "string", keywords: ["format"], make: formatted },
  { type: "string", keywords: ["enum"], make: ({ enum: values }) => one(new Set(values as string[])) },
  { type: "string", keywords: ["minLength", "maxLength"], make: lengths },
  { type: "boolean", keywords: [], make: () => (text) => text === "true" || text === "false" },
];

const never: Certain = () => false;
const one =
  (values: ReadonlySet<string>): Certain =>
  (text) =>
    values.has(text);

/**
 * @param schema a property's schema, already resolved
 * @param type the column's type in staging
 */
export function compileCertain(schema: Schema, type: string): Certain {
  const types = typesOf(schema).filter((type) => type !== "null");
  const keywords = Object.keys(schema).filter((keyword) => keyword !== "type" && !ANNOTATIONS.includes(keyword));
  const check = CHECKS.find(
    (known) => types.length === 1 && types[0] === known.type && keywords.every((key) => known.keywords.includes(key)),
  );
  return check ? check.make(schema, type) : never;
}

const bounds = ({ minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY }: Schema) =>
  [minimum as number, maximum as number] as const;

/** Digits of a plain number with at most `scale` decimals that a double holds exactly; 0 when it is anything else. */
function plainDigits(text: string, scale: number): number {
  let at = text.charCodeAt(0) === 45 ? 1 : 0;
  const start = at;
  while (isDigit(text.charCodeAt(at))) at += 1;
  const whole = at - start;
  if (at === text.length) return whole;
  const decimals = text.length - at - 1;
  if (text.charCodeAt(at) !== 46 || whole === 0 || decimals === 0 || decimals > scale) return 0;
  for (at += 1; at < text.length; at += 1) if (!isDigit(text.charCodeAt(at))) return 0;
  return whole + decimals;
}

const isDigit = (code: number) => code >= 48 && code <= 57;

function integer(schema: Schema): Certain {
  const [least, most] = bounds(schema);
  const open = least === Number.NEGATIVE_INFINITY && most === Number.POSITIVE_INFINITY;
  return (text) => {
    const count = plainDigits(text, 0);
    if (count === 0 || count > DIGITS_IN_A_DOUBLE) return false;
    if (open) return true;
    const value = +text;
    return value >= least && value <= most;
  };
}

function number(schema: Schema, type: string): Certain {
  const scale = decimals(schema.multipleOf);
  if (scale === undefined) return never;
  const digits = Math.min(DIGITS_IN_A_DOUBLE, wholeDigits(type));
  const [least, most] = bounds(schema);
  const open = least === Number.NEGATIVE_INFINITY && most === Number.POSITIVE_INFINITY;
  return (text) => {
    const count = plainDigits(text, scale);
    if (count === 0 || count > digits) return false;
    if (open) return true;
    const value = +text;
    return value >= least && value <= most;
  };
}

/** How many digits `decimal(p,s)` has room for before the point; no bound for other types. */
function wholeDigits(type: string): number {
  const [, precision, scale] = /^decimal\((\d+),(\d+)\)$/.exec(type) ?? [];
  return precision === undefined ? Number.POSITIVE_INFINITY : Number(precision) - Number(scale);
}

/** 0.01 -> 2; any number of decimals without a step; undefined for a step that is no power of ten. */
function decimals(step: unknown): number | undefined {
  if (step === undefined) return DIGITS_IN_A_DOUBLE;
  const exponent = Math.round(Math.log10(step as number));
  return exponent <= 0 && Number(`1e${exponent}`) === step ? -exponent : undefined;
}

function formatted({ format }: Schema): Certain {
  if (format === undefined) return () => true;
  if (format === "date") return isDate;
  return format === "date-time" ? isDateTime : never;
}

/** JSON Schema counts characters, `length` UTF-16 units: between one and two of them a character. */
function lengths({ minLength = 0, maxLength = Number.POSITIVE_INFINITY }: Schema): Certain {
  const least = (minLength as number) <= 1 ? (minLength as number) : 2 * (minLength as number);
  return (text) => text.length >= least && text.length <= (maxLength as number);
}
