import { isDate, isDateTime } from "../contract/dates";

/** JSON Schema keywords of a value. */
export type Schema = Record<string, unknown>;

const INTEGER = /^(?:0|-?[1-9]\d*)$/;
const FIXED = /^-?(?:0|[1-9]\d*)(?:\.(\d+))?$/;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** A double keeps no more digits than these for sure; what has more is kept as text. */
const DOUBLE_DIGITS = 15;
const DECIMAL_DIGITS = 18;
const MAX_SCALE = 10;

type Rule = (texts: readonly string[]) => Schema | undefined;

const every = (texts: readonly string[], test: (text: string) => boolean, schema: Schema) =>
  texts.every(test) ? schema : undefined;

/** From narrow to wide; the first rule that all texts of a column obey gives its type. */
const RULES: readonly Rule[] = [
  (texts) => every(texts, (text) => text === "true" || text === "false", { type: "boolean" }),
  (texts) => every(texts, (text) => INTEGER.test(text) && Number.isSafeInteger(Number(text)), { type: "integer" }),
  fixedPoint,
  (texts) => every(texts, isDouble, { type: "number" }),
  (texts) => every(texts, isDate, { type: "string", format: "date" }),
  (texts) => every(texts, isDateTime, { type: "string", format: "date-time" }),
];

/**
 * The narrowest schema that every text obeys; texts are not empty. Leading zeros, a plus sign and integers beyond 2^53 are
 * not numbers but codes: they stay text, so that nothing is lost.
 */
export function textSchema(texts: readonly string[]): Schema {
  for (const rule of texts.length > 0 ? RULES : []) {
    const schema = rule(texts);
    if (schema) return schema;
  }
  return { type: "string" };
}

/** Digits after the point of an amount of money. */
const CENTS = 2;
/** As many numbers that end after the same digit are no coincidence, if no number is whole. */
const ENOUGH = 3;

/**
 * Money and the like: whole numbers, or the same number of decimals everywhere. Where numbers may have lost their last
 * zeros, as `12.5` beside `7`, a later file may have more decimals: such a column is a double, if a double keeps all digits.
 */
function fixedPoint(texts: readonly string[]): Schema | undefined {
  const decimals = new Set<number>();
  for (const text of texts) {
    const match = FIXED.exec(text);
    if (!match) return undefined;
    if (text.replace(/[-.]/g, "").length > DECIMAL_DIGITS) return undefined;
    if (match[1]) decimals.add(match[1].length);
  }
  const [scale] = decimals;
  const whole = Math.max(...lengths(texts));
  if (decimals.size !== 1 || scale === undefined || scale > MAX_SCALE || whole + scale > DECIMAL_DIGITS)
    return undefined;
  const isFixed = texts.length >= ENOUGH && texts.every((text) => text.includes("."));
  if (scale !== CENTS && !isFixed && texts.every(isDouble)) return undefined;
  return { type: "number", multipleOf: Number(`1e-${scale}`) };
}

const lengths = (texts: readonly string[]) => new Set(texts.map((text) => text.replace(/^-|\..*$/g, "").length));

function isDouble(text: string): boolean {
  if (!NUMBER.test(text) || !Number.isFinite(Number(text))) return false;
  return text.replace(/[eE].*$/, "").replace(/^-?0*\.?0*|[-.]/g, "").length <= DOUBLE_DIGITS;
}
