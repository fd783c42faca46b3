import type { Finding } from "../problems";

/**
 * Numbers as they were written. A double keeps 15 digits, a decimal(38,10) or a bigint more, so whatever a
 * number has to satisfy is checked on its digits.
 */
interface Digits {
  readonly unscaled: bigint;
  readonly scale: number;
}

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
/** More digits than any column can hold; also keeps BigInt, which is quadratic, away from hostile text. */
const MOST_DIGITS = 400;

function digits(text: string): Digits | undefined {
  const match = text.length > MOST_DIGITS ? null : NUMBER.exec(text);
  if (!match) return undefined;
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  const shift = Number(exponent);
  if (Math.abs(shift) > MOST_DIGITS) return undefined;
  const trimmed = shift <= 0 ? fraction.replace(/0+$/, "") : fraction;
  const scale = trimmed.length - shift;
  const unscaled = BigInt(`${whole}${trimmed}` || "0") * (scale < 0 ? 10n ** BigInt(-scale) : 1n);
  return { unscaled: sign === "-" ? -unscaled : unscaled, scale: Math.max(0, scale) };
}

const raise = ({ unscaled, scale }: Digits, to: number) => unscaled * 10n ** BigInt(to - scale);

function align(left: string, right: string): [bigint, bigint] | undefined {
  const [a, b] = [digits(left), digits(right)];
  if (!a || !b) return undefined;
  const scale = Math.max(a.scale, b.scale);
  return [raise(a, scale), raise(b, scale)];
}

/** Compiles whether a double, as it prints, is a whole number of times `step`; false for numbers beyond 400 digits. */
export function compileMultiple(step: number): (value: number) => boolean {
  const exact = (value: number) => {
    const pair = align(String(value), String(step));
    return pair !== undefined && pair[0] % pair[1] === 0n;
  };
  const scale = decimalsOf(step);
  if (scale === undefined) return exact;
  return (value) => {
    if (Number.isInteger(value)) return true;
    const text = String(value);
    return text.includes("e") ? exact(value) : text.length - text.indexOf(".") - 1 <= scale;
  };
}

/** 0.01 -> 2; undefined for a step that is no power of ten, or more than 1. */
export function decimalsOf(step: number): number | undefined {
  const exponent = Math.round(Math.log10(step));
  return exponent <= 0 && Number(`1e${exponent}`) === step ? -exponent : undefined;
}

type Compare = (value: bigint, bound: bigint) => boolean;
const RULES: Record<string, { keeps: Compare; expected: (bound: string) => string }> = {
  multipleOf: { keeps: (value, step) => value % step === 0n, expected: multiple },
  minimum: { keeps: (value, bound) => value >= bound, expected: (bound) => `at least ${bound}` },
  maximum: { keeps: (value, bound) => value <= bound, expected: (bound) => `at most ${bound}` },
  exclusiveMinimum: { keeps: (value, bound) => value > bound, expected: (bound) => `more than ${bound}` },
  exclusiveMaximum: { keeps: (value, bound) => value < bound, expected: (bound) => `less than ${bound}` },
};

export const NUMERIC_RULES: ReadonlySet<string> = new Set(Object.keys(RULES));

/** `0.01` -> "a number with at most 2 decimals"; any other step -> "a multiple of it". */
export function multiple(step: string): string {
  const decimals = /^(?:0?\.(0*)1|1e-(\d+))$/.exec(step);
  if (!decimals) return step === "1" ? "a whole number" : `a multiple of ${step}`;
  const scale = decimals[2] ? Number(decimals[2]) : (decimals[1] ?? "").length + 1;
  return `a number with at most ${scale} decimal${scale === 1 ? "" : "s"}`;
}

/** The bounds that a column's type sets: `bigint` or `decimal(p,s)`; none for other types. */
function typeBound(type: string): { below: bigint; expected: string; rule: string } | undefined {
  if (type === "bigint") return { below: 2n ** 63n, expected: "an integer of at most 64 bits", rule: "range" };
  const [, precision, scale] = /^decimal\((\d+),(\d+)\)$/.exec(type) ?? [];
  if (precision === undefined) return undefined;
  const whole = Number(precision) - Number(scale);
  return { below: 10n ** BigInt(whole), expected: `at most ${whole} digits before the decimal point`, rule: "range" };
}

export interface ExactCheck {
  /** Doubles nearer to zero than this satisfy the type's bounds and print the digits they were written with. */
  readonly safe: number;
  /** What the literal breaks first, if anything. */
  readonly check: (literal: string) => Pick<Finding, "rule" | "expected"> | undefined;
}

/** Doubles below this keep every digit of a number with up to 15 of them. */
const SAFE = 1e15;

/**
 * Compiles what a number column has to satisfy to a check on its literal.
 * @param schema the property's JSON Schema
 * @param type the column's type in staging (`bigint`, `double`, `decimal(p,s)`, ...)
 */
export function compileExact(schema: Record<string, unknown>, type: string): ExactCheck {
  const rules = Object.entries(RULES).flatMap(([rule, { keeps, expected }]) =>
    typeof schema[rule] === "number" ? [{ rule, keeps, bound: String(schema[rule]), expected }] : [],
  );
  const bound = typeBound(type);
  const outside = bound && { rule: bound.rule, expected: bound.expected };
  return {
    safe: bound ? Math.min(SAFE, Number(bound.below)) : Number.POSITIVE_INFINITY,
    check: (literal) => {
      const value = digits(literal);
      if (bound && !(value && fits(value, bound.below))) return outside;
      const broken = rules.find((rule) => !keeps(rule.keeps, literal, rule.bound));
      return broken && { rule: broken.rule, expected: broken.expected(broken.bound) };
    },
  };
}

function keeps(compare: Compare, text: string, bound: string): boolean {
  const pair = align(text, bound);
  return pair !== undefined && compare(...pair);
}

function fits({ unscaled, scale }: Digits, below: bigint): boolean {
  const limit = below * 10n ** BigInt(scale);
  // Two's complement has one more negative integer; a decimal's bound is a power of ten and has not.
  return unscaled < limit && (below === 2n ** 63n ? unscaled >= -limit : unscaled > -limit);
}
