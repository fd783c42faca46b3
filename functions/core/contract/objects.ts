import type { Applicator } from "./applicators";
import { type Check, literalOf } from "./outcome";
import { expectation } from "./phrases";
import { isObject, type Member, member, type Schema } from "./schema";
import { matches } from "./texts";

const properties: Applicator = (schema, compiler) => {
  const parts = Object.entries(schema.properties as Schema).map(([name, part]) => ({
    name,
    of: member(name),
    check: compiler.compile(part),
  }));
  return (value, literal, out) => {
    if (!isObject(value)) return;
    for (const { name, of, check } of parts) {
      const given = of(value);
      if (given !== undefined) out.inside(name, check, given, literalOf(literal, name));
    }
  };
};

const patternProperties: Applicator = (schema, compiler) => {
  const parts = Object.entries(schema.patternProperties as Schema).map(([pattern, part]) => ({
    holds: matches(pattern),
    check: compiler.compile(part),
  }));
  return (value, literal, out) => {
    if (!isObject(value)) return;
    for (const name of Object.keys(value)) {
      for (const { holds, check } of parts)
        if (holds(name)) out.inside(name, check, value[name], literalOf(literal, name));
    }
  };
};

const additionalProperties: Applicator = (schema, compiler) => {
  const known = new Set(Object.keys((schema.properties ?? {}) as Schema));
  const patterns = Object.keys((schema.patternProperties ?? {}) as Schema).map(matches);
  const check = compiler.closed("additionalProperties", schema);
  return (value, literal, out) => {
    if (!isObject(value)) return;
    for (const name of Object.keys(value)) {
      if (known.has(name) || patterns.some((holds) => holds(name))) continue;
      out.inside(name, check, value[name], literalOf(literal, name));
    }
  };
};

const propertyNames: Applicator = (schema, compiler) => {
  const check = compiler.compile(schema.propertyNames);
  const expected = expectation("propertyNames", schema);
  return (value, _literal, out) => {
    if (!isObject(value)) return;
    for (const name of Object.keys(value))
      if (!out.tries(check, name, undefined, false)) out.addAt(name, "propertyNames", expected, name);
  };
};

interface Needed {
  readonly name: string;
  readonly of: Member;
}
const needed = (names: unknown): readonly Needed[] => (names as string[]).map((name) => ({ name, of: member(name) }));

const required: Applicator = (schema) => {
  const names = needed(schema.required);
  return (value, _literal, out) => {
    if (!isObject(value)) return;
    for (const { name, of } of names)
      if (of(value) === undefined) out.addAt(name, "required", expectation("required", schema), undefined);
  };
};

const dependentRequired: Applicator = (schema) => {
  const needs = Object.entries(schema.dependentRequired as Schema).map(([name, names]) => ({
    of: member(name),
    names: needed(names),
  }));
  const rule = "dependentRequired";
  return (value, _literal, out) => {
    if (!isObject(value)) return;
    const missing = needs.flatMap(({ of, names }) =>
      of(value) === undefined ? [] : names.filter((needed) => needed.of(value) === undefined),
    );
    for (const name of new Set(missing.map(({ name }) => name)))
      out.addAt(name, rule, expectation(rule, schema), undefined);
  };
};

const dependentSchemas: Applicator = (schema, compiler) => {
  const parts = Object.entries(schema.dependentSchemas as Schema).map(([name, part]): [Member, Check] => [
    member(name),
    compiler.compile(part),
  ]);
  return (value, literal, out) => {
    if (!isObject(value)) return;
    for (const [of, check] of parts) if (of(value) !== undefined) check(value, literal, out);
  };
};

/** Keywords about the members of an object. */
export const OBJECTS: Record<string, Applicator> = {
  required,
  properties,
  patternProperties,
  additionalProperties,
  propertyNames,
  dependentRequired,
  dependentSchemas,
};
