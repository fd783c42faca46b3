import CONTRACT from "../../../schemas/meta/contract.json";

/**
 * Numbers as they were written: digits times a power of ten. A double keeps 15 digits, a decimal(38,10) or a bigint
 * more, so a number whose literal is known is compared digit by digit; any other one by the digits that it prints,
 * which order as the doubles do.
 */
export interface Decimal {
  readonly negative: boolean;
  /** Without zeros at either end; empty for zero. */
  readonly digits: string;
  /** Power of ten of the last digit. */
  readonly exponent: number;
  /** Few enough digits to calculate with. */
  readonly countable: boolean;
}

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
/** More digits than any column can hold; also keeps BigInt, which is quadratic, away from hostile text. */
const MOST_DIGITS = CONTRACT.limits.digits;

/** @param text a number literal of JSON, csv or xml, or a double as it prints */
export function decimal(text: string): Decimal {
  const [, sign, whole = "", fraction = "", power = "0"] = NUMBER.exec(text) ?? [];
  const written = (whole + fraction).replace(/^0+/, "");
  const digits = withoutZeros(written);
  const last = Number(power) - fraction.length;
  return {
    negative: sign === "-" && digits !== "",
    digits,
    exponent: digits === "" ? 0 : last + written.length - digits.length,
    countable: written.length <= MOST_DIGITS && Math.abs(last) <= MOST_DIGITS,
  };
}

/** Not by a regular expression: those of JavaScript take quadratic time for zeros in the middle. */
function withoutZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits.charCodeAt(end - 1) === 48) end -= 1;
  return digits.slice(0, end);
}

/** One spelling of each number. */
export const spelling = (text: string): string => {
  const { negative, digits, exponent } = decimal(text);
  return `${negative ? "-" : ""}${digits}e${exponent}`;
};

/** The usual spelling of a number of few digits: no zeros at its ends, no exponent, no sign of zero. */
export function plain(text: string): string {
  const { negative, digits, exponent } = decimal(text);
  const all = digits.padStart(1 - exponent, "0") + "0".repeat(Math.max(0, exponent));
  const point = all.length + Math.min(0, exponent);
  return `${negative ? "-" : ""}${all.slice(0, point)}${exponent < 0 ? "." : ""}${all.slice(point)}`;
}

/** Whether a double does not hold the number that `text` writes. */
export function isRounded(text: string): boolean {
  const held = String(Number(text));
  return held !== text && spelling(held) !== spelling(text);
}

/** Digits that name one double, and the most that JavaScript prints. */
const [NAMING, PRINTED] = [17, 100];

/**
 * Whether a double holds the number to its last digit: it prints as the same number, in its shortest form or in as many
 * digits, if 17 or more are written.
 */
export function isHeld(text: string): boolean {
  if (!isRounded(text)) return true;
  const { length } = decimal(text).digits;
  return length >= NAMING && length <= PRINTED && spelling(Number(text).toPrecision(length)) === spelling(text);
}

/** Less than, equal to or more than zero, as `left` is to `right`. */
export function compare(left: Decimal, right: Decimal): number {
  if (left.negative !== right.negative) return left.negative ? -1 : 1;
  return left.negative ? magnitude(right, left) : magnitude(left, right);
}

function magnitude(left: Decimal, right: Decimal): number {
  if (left.digits === "" || right.digits === "") return left.digits.length - right.digits.length;
  const places = left.digits.length + left.exponent - right.digits.length - right.exponent;
  if (places !== 0) return places;
  return left.digits < right.digits ? -1 : left.digits > right.digits ? 1 : 0;
}

/** Whether `value` is a whole number of times `step`. */
export function isMultiple(value: Decimal, step: Decimal): boolean {
  if (!value.countable) return false;
  if (step.digits === "1") return value.digits === "" || value.exponent >= step.exponent;
  const exponent = Math.min(value.exponent, step.exponent);
  return unscaled(value, exponent) % unscaled(step, exponent) === 0n;
}

const unscaled = ({ digits, exponent }: Decimal, to: number) => BigInt(digits || "0") * 10n ** BigInt(exponent - to);

/** 0.01 -> 2; undefined for a step that is no power of ten, or more than 1. */
export function decimalsOf(step: number): number | undefined {
  const { digits, exponent } = decimal(String(step));
  return digits === "1" && exponent <= 0 ? -exponent : undefined;
}
