import type { Applicator } from "./applicators";
import { literalOf } from "./outcome";
import { expectation } from "./phrases";

const prefixItems: Applicator = (schema, compiler) => {
  const parts = (schema.prefixItems as unknown[]).map((part) => compiler.compile(part));
  return (value, literal, out) => {
    if (!Array.isArray(value)) return;
    const count = Math.min(parts.length, value.length);
    for (let at = 0; at < count; at += 1)
      out.inside(at, parts[at] as (typeof parts)[0], value[at], literalOf(literal, at));
  };
};

const items: Applicator = (schema, compiler) => {
  const start = ((schema.prefixItems ?? []) as unknown[]).length;
  const check = compiler.closed("items", schema);
  return (value, literal, out) => {
    if (!Array.isArray(value)) return;
    for (let at = start; at < value.length; at += 1) out.inside(at, check, value[at], literalOf(literal, at));
  };
};

/** With `minContains` and `maxContains`, which mean nothing without it. */
const contains: Applicator = (schema, compiler) => {
  const check = compiler.compile(schema.contains);
  const [least, most] = [
    (schema.minContains ?? 1) as number,
    (schema.maxContains ?? Number.POSITIVE_INFINITY) as number,
  ];
  const expected = expectation("contains", schema);
  return (value, literal, out) => {
    if (!Array.isArray(value)) return;
    let held = 0;
    value.forEach((item, at) => {
      if (!out.tries(check, item, literalOf(literal, at), false)) return;
      held += 1;
      out.note(at);
    });
    if (held < least || held > most) out.add("contains", expected, value, literal);
  };
};

/** Keywords about the items of a list. */
export const LISTS: Record<string, Applicator> = { prefixItems, items, contains };
