import { isDeepStrictEqual } from "node:util";

export type Schema = Record<string, unknown>;

/** The same but for the order of names in any `required`. */
export const isSame = (one: unknown, other: unknown) => isDeepStrictEqual(ordered(one), ordered(other));

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]) =>
    name === "required" && Array.isArray(inner) ? [name, [...inner].sort()] : [name, ordered(inner)],
  );
  return Object.fromEntries(entries);
}

/**
 * What has to be said besides `rebuilt` to get `original` back: the keywords on top of it, or the whole where it has a
 * keyword too many.
 */
export function difference(original: Schema, rebuilt: Schema): { keywords?: Schema; whole?: Schema } {
  if (Object.keys(rebuilt).some((keyword) => !(keyword in original))) return { whole: original };
  const names = Object.keys(original).filter(
    (name) => !(name in rebuilt) || !isSame({ [name]: original[name] }, { [name]: rebuilt[name] }),
  );
  return names.length > 0 ? { keywords: Object.fromEntries(names.map((name) => [name, original[name]])) } : {};
}
