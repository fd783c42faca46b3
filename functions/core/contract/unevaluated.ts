import type { Applicator } from "./applicators";
import { literalOf } from "./outcome";
import { isObject } from "./schema";

const properties: Applicator = (schema, compiler) => {
  const check = compiler.closed("unevaluatedProperties", schema);
  return (value, literal, out) => {
    if (!isObject(value)) return;
    for (const name of Object.keys(value))
      if (!out.hasSeen(name)) out.inside(name, check, value[name], literalOf(literal, name));
  };
};

const items: Applicator = (schema, compiler) => {
  const check = compiler.closed("unevaluatedItems", schema);
  return (value, literal, out) => {
    if (!Array.isArray(value)) return;
    value.forEach((item, at) => {
      if (!out.hasSeen(at)) out.inside(at, check, item, literalOf(literal, at));
    });
  };
};

/** Keywords about members and items that no other keyword of the same schema looked at; they come last. */
export const UNEVALUATED: Record<string, Applicator> = {
  unevaluatedItems: items,
  unevaluatedProperties: properties,
};
