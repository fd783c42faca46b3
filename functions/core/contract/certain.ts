import { APPLICATORS } from "./applicators";
import { ASSERTIONS } from "./assertions";
import type { References } from "./references";
import { isObject, member, type Schema } from "./schema";
import { UNEVALUATED } from "./unevaluated";

/** True for a value that is certainly valid; the check decides about any other. */
export type Certain = (value: unknown) => boolean;

/** `safe`: the magnitude below which every column has room for a number; `open`: the schemas that are being compiled. */
interface Context {
  readonly references: References;
  readonly safe: number;
  readonly open: ReadonlySet<unknown>;
}

/**
 * Compiles a schema to a predicate without places, findings or literals, for the rows that have nothing wrong: all
 * assertions, and the applicators below.
 * @param safe numbers from here on are left to the check
 * @returns undefined for a schema that uses more than that
 */
export const compileCertain = (schema: unknown, references: References, safe: number): Certain | undefined =>
  compile(schema, { references, safe, open: new Set() });

type Make = (schema: Schema, context: Context) => Certain | undefined;

const MAKERS: Record<string, Make> = { $ref: reference, properties, required, additionalProperties, items };
const OTHERS = [...Object.keys(APPLICATORS), ...Object.keys(UNEVALUATED)].filter((keyword) => !(keyword in MAKERS));

function compile(schema: unknown, { open, ...context }: Context): Certain | undefined {
  // A schema within itself, or without a type to say which numbers it has, is left to the check.
  if (!isObject(schema) || open.has(schema) || !("type" in schema || "$ref" in schema)) return undefined;
  if (OTHERS.some((keyword) => Object.hasOwn(schema, keyword))) return undefined;
  const inner = { ...context, open: new Set([...open, schema]) };
  const assertions = Object.keys(ASSERTIONS).filter((keyword) => Object.hasOwn(schema, keyword));
  const makers = Object.keys(MAKERS).filter((keyword) => Object.hasOwn(schema, keyword));
  return every([
    ...assertions.map((keyword) => assertion(keyword, schema, context.safe)),
    ...makers.map((keyword) => MAKERS[keyword]?.(schema, inner)),
  ]);
}

function assertion(keyword: string, schema: Schema, safe: number): Certain | undefined {
  const holds = ASSERTIONS[keyword]?.(schema);
  if (!holds) return undefined;
  const numeric = keyword === "type" && [schema.type].flat().some((type) => type === "integer" || type === "number");
  if (!numeric) return (value) => holds(value, undefined);
  return (value) => holds(value, undefined) && (typeof value !== "number" || (value < safe && value > -safe));
}

function every(checks: readonly (Certain | undefined)[]): Certain | undefined {
  if (checks.includes(undefined)) return undefined;
  const [first = () => true, second, ...more] = checks as Certain[];
  if (!second) return first;
  if (more.length === 0) return (value) => first(value) && second(value);
  return (value) => first(value) && second(value) && more.every((check) => check(value));
}

function reference({ $ref }: Schema, context: Context): Certain | undefined {
  return compile(context.references.find($ref as string), context);
}

function properties({ properties: given }: Schema, context: Context): Certain | undefined {
  const parts = Object.entries(given as Schema).map(([name, part]) => ({
    of: member(name),
    holds: compile(part, context),
  }));
  if (parts.some(({ holds }) => !holds)) return undefined;
  return (value) => {
    if (!isObject(value)) return true;
    for (const { of, holds } of parts) {
      const found = of(value);
      if (found !== undefined && !(holds as Certain)(found)) return false;
    }
    return true;
  };
}

function required({ required: names }: Schema): Certain {
  const members = (names as string[]).map(member);
  return (value) => !isObject(value) || members.every((of) => of(value) !== undefined);
}

function additionalProperties({ additionalProperties: given, properties }: Schema): Certain | undefined {
  if (given !== false) return undefined;
  const known = new Set(Object.keys((properties ?? {}) as Schema));
  return (value) => {
    if (!isObject(value)) return true;
    for (const name in value) if (!known.has(name)) return false;
    return true;
  };
}

function items({ items: given }: Schema, context: Context): Certain | undefined {
  const holds = compile(given, context);
  return holds && ((value) => !Array.isArray(value) || value.every(holds));
}
