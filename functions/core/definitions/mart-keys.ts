import { quoted } from "./suggest";

/**
 * What is wrong with `key` of `dimensions` or `joins` (the `field`), which must lead to the natural key of `of`: to at most
 * one row at a time; undefined where nothing is.
 */
export function keyProblem(
  field: string,
  key: Readonly<Record<string, string>>,
  of: string,
  natural_key: readonly string[],
): string | undefined {
  const given = Object.values(key);
  if (given.toSorted().join() === natural_key.toSorted().join()) return undefined;
  const expected = natural_key.length > 0 ? quoted(natural_key) : "which it does not have";
  return `"${field}.key" leads to ${quoted(given)}, expected the natural key of ${of}, ${expected}; correct it.`;
}
