import { type Decimal, decimal, spelling } from "../contract/decimals";
import { type Literal, literalOf } from "../contract/outcome";
import { DraftError } from "./errors";
import type { Schema } from "./values";

/** A JSON number that a double does not hold, as it stands in the file. */
export class Rounded {
  constructor(readonly text: string) {}
  toString = () => this.text;
  /** One spelling of each number, so that rows are compared by what was written. */
  toJSON = () => spelling(this.text);
}

/** The value with those of its numbers as `Rounded` that have a literal, at any depth. */
export function withLiterals(value: unknown, literal: Literal): unknown {
  if (typeof literal === "string") return new Rounded(literal);
  if (literal === undefined || literal.size === 0) return value;
  if (Array.isArray(value)) return value.map((item, at) => withLiterals(item, literalOf(literal, at)));
  const members = Object.entries(value as Schema).map(
    ([name, member]) => [name, withLiterals(member, literalOf(literal, name))] as const,
  );
  return Object.fromEntries(members);
}

/** Digits of a decimal column, where no value needs more. */
const COMMON_DIGITS = 18;
/** One digit less than a decimal column can have: `maximum`, a power of ten, has a digit more than the numbers below it. */
const MOST_DIGITS = 37;
/** Numbers with no more decimals than these are taken for amounts of money. */
const CENTS = 2;

/**
 * The narrowest type that keeps all digits of JSON numbers: an integer, an amount, a double if each number is one, a
 * decimal as wide as they need.
 * @throws DraftError for numbers that none of them holds
 */
export function numberSchema(place: string, values: readonly (number | Rounded)[]): Schema {
  const texts = values.map(String);
  const infinite = texts.find((text) => !Number.isFinite(Number(text)));
  if (infinite !== undefined) throw tooLarge(place, infinite, "a number below 1.8e308");
  const numbers = texts.map(decimal);
  if (numbers.every(isBigint)) return { type: "integer" };
  const whole = most(numbers, ({ digits, exponent }) => digits.length + exponent);
  const scale = most(numbers, ({ exponent }) => -exponent);
  if (scale <= CENTS && whole + CENTS <= COMMON_DIGITS) return { type: "number", multipleOf: 0.01 };
  const rounded = values.find((value) => value instanceof Rounded);
  if (rounded === undefined) return { type: "number" };
  if (whole + scale > MOST_DIGITS) throw tooLarge(place, String(rounded), `at most ${MOST_DIGITS} digits`);
  const wide = whole + scale > COMMON_DIGITS ? { maximum: Number(`1e${whole}`) } : {};
  return { type: "number", multipleOf: Number(`1e-${scale}`), ...wide };
}

/** Not by Math.max: so many arguments as a file may have rows do not fit on the stack. */
const most = (numbers: readonly Decimal[], count: (number: Decimal) => number) =>
  numbers.reduce((found, number) => Math.max(found, count(number)), 0);

const WIDEST = 2n ** 63n;

/** Whether a number is whole and has room in 64 bits. */
function isBigint({ digits, exponent, negative }: Decimal): boolean {
  if (digits === "") return true;
  if (exponent < 0 || digits.length + exponent > String(WIDEST).length) return false;
  const magnitude = BigInt(digits) * 10n ** BigInt(exponent);
  return negative ? magnitude <= WIDEST : magnitude < WIDEST;
}

function tooLarge(place: string, found: string, expected: string): DraftError {
  const shown = found.length > 50 ? `${found.slice(0, 50)}...` : found;
  return new DraftError(
    `"${place}" has the number ${shown}, which no column type holds, expected ${expected}; write it in quotes, as a text.`,
  );
}
