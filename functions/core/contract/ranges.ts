import CONTRACT from "../../../schemas/meta/contract.json";
import { compare, decimal, isHeld } from "./decimals";
import { isNumber } from "./numbers";
import { type Check, type Key, literalOf } from "./outcome";
import { fill } from "./phrases";
import { isObject, member } from "./schema";

const { ranges } = CONTRACT.phrases;

/** A Spark SQL type, parsed. */
type Type = string | { item: Type } | { fields: [name: string, type: Type][] };

const TOKEN = /`(?:[^`]|``)*`|decimal\(\d+,\s*\d+\)|[<>:,]|[^<>:,`]+/g;

/**
 * Compiles the check of the numbers, at any depth of a struct or an array, that a Spark SQL type does not hold; undefined
 * when the type has no numbers.
 */
export function compileRange(type: string): Check | undefined {
  const tokens = type.match(TOKEN) ?? [];
  return compile(parse(tokens.values()));
}

/** Below this magnitude numbers fit into every column of these types. */
export function safeMagnitude(types: readonly string[]): number {
  const bounds = types.flatMap((type) => type.match(TOKEN) ?? []).flatMap((name) => boundsOf(name) ?? []);
  return Math.min(Number.POSITIVE_INFINITY, ...bounds.map(({ below }) => Number(below)));
}

/** Parses `array<x>`, `struct<a:x,b:y>`, or a name. */
function parse(tokens: Iterator<string>): Type {
  const next = () => tokens.next().value as string;
  const name = next().trim();
  if (name === "array") {
    next();
    const item = parse(tokens);
    next();
    return { item };
  }
  if (name !== "struct") return name;
  const fields: [string, Type][] = [];
  while (next() !== ">") {
    const field = next();
    next();
    fields.push([field.startsWith("`") ? field.slice(1, -1).replaceAll("``", "`") : field, parse(tokens)]);
  }
  return { fields };
}

function compile(type: Type): Check | undefined {
  if (typeof type === "string") return scalar(type);
  if ("item" in type) return list(compile(type.item));
  const fields = type.fields.flatMap(([name, field]) => {
    const check = compile(field);
    return check ? [{ name, of: member(name), check }] : [];
  });
  if (fields.length === 0) return undefined;
  return (value, literal, out) => {
    if (!isObject(value)) return;
    for (const { name, of, check } of fields) out.inside(name, check, of(value), literalOf(literal, name));
  };
}

function list(check: Check | undefined): Check | undefined {
  return (
    check &&
    ((value, literal, out) => {
      if (!Array.isArray(value)) return;
      for (let at: Key = 0; at < value.length; at += 1) out.inside(at, check, value[at], literalOf(literal, at));
    })
  );
}

interface Bounds {
  /** A value lies between them, both ends left out. */
  readonly above: string;
  readonly below: string;
  readonly expected: string;
}

const double: Check = (value, literal, out) => {
  if (isNumber(value) && typeof literal === "string" && !isHeld(literal))
    out.add("range", ranges.double, value, literal);
};

function scalar(type: string): Check | undefined {
  if (type === "double") return double;
  const bounds = boundsOf(type);
  if (!bounds) return undefined;
  const { expected } = bounds;
  const [above, below] = [decimal(bounds.above), decimal(bounds.below)];
  const [least, most] = [Number(bounds.above), Number(bounds.below)];
  return (value, literal, out) => {
    if (!isNumber(value) || (typeof literal !== "string" && value > least && value < most)) return;
    const number = decimal(typeof literal === "string" ? literal : String(value));
    if (compare(number, above) <= 0 || compare(number, below) >= 0) out.add("range", expected, value, literal);
  };
}

function boundsOf(type: string): Bounds | undefined {
  // Two's complement has one more negative integer.
  if (type === "bigint") return { above: `${-(2n ** 63n) - 1n}`, below: `${2n ** 63n}`, expected: ranges.bigint };
  const [, precision, scale] = /^decimal\((\d+),\s*(\d+)\)$/.exec(type) ?? [];
  if (precision === undefined) return undefined;
  const whole = Number(precision) - Number(scale);
  const expected = fill(ranges.decimal, whole);
  return { above: `-1e${whole}`, below: `1e${whole}`, expected };
}
