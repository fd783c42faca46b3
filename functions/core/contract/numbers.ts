import { compare, decimal, decimalsOf, isMultiple } from "./decimals";
import type { Holds } from "./outcome";

/** A number that JSON can write, which Infinity, made from 1e400, is not. */
export const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);

/** JSON Schema's integer: 1.0 is one. */
export const isInteger: Holds = (value, literal) => {
  if (typeof literal !== "string") return Number.isInteger(value);
  const { digits, exponent } = decimal(literal);
  return isNumber(value) && (digits === "" || exponent >= 0);
};

/** Each bound as a test of a comparison's result, and as a test of two doubles. */
const BOUNDS: Record<string, { keeps: (order: number) => boolean; plain: (value: number, bound: number) => boolean }> =
  {
    minimum: { keeps: (order) => order >= 0, plain: (value, bound) => value >= bound },
    maximum: { keeps: (order) => order <= 0, plain: (value, bound) => value <= bound },
    exclusiveMinimum: { keeps: (order) => order > 0, plain: (value, bound) => value > bound },
    exclusiveMaximum: { keeps: (order) => order < 0, plain: (value, bound) => value < bound },
  };

/** `minimum` and the other three; a number of more than 400 digits keeps none. */
export const bound =
  (keyword: string) =>
  (schema: Record<string, unknown>): Holds => {
    const limit = schema[keyword] as number;
    const { keeps, plain } = BOUNDS[keyword] as (typeof BOUNDS)[string];
    const exact = decimal(String(limit));
    return (value, literal) => {
      if (!isNumber(value)) return true;
      if (typeof literal !== "string") return plain(value, limit);
      const number = decimal(literal);
      return number.countable && keeps(compare(number, exact));
    };
  };

/** `multipleOf`, on digits: 0.07 is 7 times 0.01, which doubles deny. */
export function multipleOf({ multipleOf: given }: Record<string, unknown>): Holds {
  const step = given as number;
  const exact = decimal(String(step));
  const certain = certainMultiple(step);
  return (value, literal) => {
    if (!isNumber(value)) return true;
    if (typeof literal === "string") return isMultiple(decimal(literal), exact);
    return certain(value) || isMultiple(decimal(String(value)), exact);
  };
}

/** Below this a double prints the digits of every decimal number of 15 digits. */
const SAFE = 1e15;

/** Says "certainly a multiple" of a power of ten without printing the number. */
function certainMultiple(step: number): (value: number) => boolean {
  const scale = decimalsOf(step);
  if (scale === undefined || scale > 15) return () => false;
  if (scale === 0) return Number.isInteger;
  const factor = 10 ** scale;
  // Where the whole number `steps` has at most 15 digits, steps / factor is the double that prints as that decimal.
  return (value) => {
    const steps = Math.round(value * factor);
    return steps < SAFE && steps > -SAFE && steps / factor === value;
  };
}
