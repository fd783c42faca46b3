import { spelling } from "./decimals";
import { type Holds, type Literal, literalOf } from "./outcome";

/** One spelling of each JSON value: 1 is 1.0, members have no order. */
function canonical(value: unknown, literal: Literal): string {
  if (typeof value === "number") return spelling(typeof literal === "string" ? literal : String(value));
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "";
  if (Array.isArray(value)) return `[${value.map((item, at) => canonical(item, literalOf(literal, at))).join()}]`;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member, literalOf(literal, name))}`).join()}}`;
}

/** Whether a value is one of some values. Texts and the like, which nearly all are, are looked up as they are. */
export function oneOf(values: readonly unknown[]): Holds {
  const all = new Set(values.map((value) => canonical(value, undefined)));
  const plain = new Set(values.filter((value) => typeof value !== "object" || value === null));
  return (value, literal) => {
    const isPlain = (typeof value !== "object" || value === null) && literal === undefined;
    return isPlain ? plain.has(value) : all.has(canonical(value, literal));
  };
}

/** `uniqueItems` */
export const unique: Holds = (value, literal) => {
  if (!Array.isArray(value)) return true;
  return new Set(value.map((item, at) => canonical(item, literalOf(literal, at)))).size === value.length;
};
