import { snakeCase } from "../definitions/columns";
import type { Schema } from "./values";

const MAX_COLUMNS = 3;
/** Combinations of three among these are 220: enough to find a key, few enough to try. */
const MAX_CANDIDATES = 12;
const ID = /(^|_)(id|key|code|no|nr|num|number|uuid|guid|sku|iban|isbn|ean)$/;

/**
 * The smallest combination of columns, up to three, that is never null and unique in `rows`; those called like an id come
 * first, then those further left. Empty when there is none.
 */
export function findKey(
  properties: Record<string, Schema>,
  required: readonly string[],
  rows: readonly Record<string, unknown>[],
): string[] {
  const allowed = Object.keys(properties).filter(
    (name) => required.includes(name) && canIdentify(properties[name] ?? {}),
  );
  const isId = (name: string) => ID.test(snakeCase(name));
  const candidates = [...allowed.filter(isId), ...allowed.filter((name) => !isId(name))].slice(0, MAX_CANDIDATES);
  for (let size = 1; rows.length > 0 && size <= MAX_COLUMNS; size += 1) {
    const key = combinations(candidates, size).find((names) => isUnique(names, rows));
    if (key) return Object.keys(properties).filter((name) => key.includes(name));
  }
  return [];
}

/** Numbers with a point and moments have several spellings for one value; neither names a thing. */
function canIdentify({ type, format }: Schema): boolean {
  return type === "integer" || (type === "string" && format !== "date-time");
}

function combinations(names: readonly string[], size: number): string[][] {
  if (size === 0) return [[]];
  return names.flatMap((name, at) => combinations(names.slice(at + 1), size - 1).map((rest) => [name, ...rest]));
}

function isUnique(names: readonly string[], rows: readonly Record<string, unknown>[]): boolean {
  const seen = new Set<string>();
  return rows.every((row) => {
    const key = JSON.stringify(names.map((name) => row[name]));
    return !seen.has(key) && seen.add(key);
  });
}
