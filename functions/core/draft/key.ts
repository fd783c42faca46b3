import { snakeCase } from "../definitions/columns";
import type { Schema } from "./values";

const SIZES = [1, 2, 3];
/** Combinations of three among these are 220: enough to find a key, few enough to try. */
const MAX_CANDIDATES = 12;
const ID = /(^|_)(id|key|code|no|nr|num|number|uuid|guid|sku|iban|isbn|ean)$/;

export interface KeySearch {
  /** Empty when no combination is unique. */
  key: string[];
  /** Columns that are no part of any combination that was tried: they may be null, or have several spellings of a value. */
  unfit: string[];
  /** Columns that were left out because there are too many. */
  untried: string[];
}

/**
 * The smallest combination of columns, up to three, that is never null and unique in `rows`; those called like an id come
 * first, then those further left, and moments alone last.
 */
export function findKey(
  properties: Record<string, Schema>,
  required: readonly string[],
  rows: readonly Record<string, unknown>[],
): KeySearch {
  const names = Object.keys(properties);
  const allowed = names.filter((name) => required.includes(name) && canIdentify(properties[name] ?? {}));
  const isMoment = (name: string) => properties[name]?.format === "date-time";
  const rank = (name: string) => (isMoment(name) ? 2 : ID.test(snakeCase(name)) ? 0 : 1);
  const ranked = allowed.toSorted((left, right) => rank(left) - rank(right));
  const candidates = ranked.slice(0, MAX_CANDIDATES);
  const all = rows.length === 0 ? [] : SIZES.flatMap((size) => combinations(candidates, size));
  const isOnlyMoments = (columns: string[]) => columns.every(isMoment);
  const tries = [...all.filter((columns) => !isOnlyMoments(columns)), ...all.filter(isOnlyMoments)];
  const key = tries.find((columns) => isUnique(columns, rows, isMoment)) ?? [];
  return {
    key: names.filter((name) => key.includes(name)),
    unfit: names.filter((name) => !allowed.includes(name)),
    untried: names.filter((name) => ranked.indexOf(name) >= MAX_CANDIDATES),
  };
}

/** Numbers with a point have several spellings for one value, and name no thing. */
const canIdentify = ({ type }: Schema) => type === "integer" || type === "string";

function combinations(names: readonly string[], size: number): string[][] {
  if (size === 0) return [[]];
  return names.flatMap((name, at) => combinations(names.slice(at + 1), size - 1).map((rest) => [name, ...rest]));
}

function isUnique(
  names: readonly string[],
  rows: readonly Record<string, unknown>[],
  isMoment: (name: string) => boolean,
): boolean {
  const seen = new Set<string>();
  return rows.every((row) => {
    const key = JSON.stringify(names.map((name) => (isMoment(name) ? instant(row[name]) : row[name])));
    return !seen.has(key) && seen.add(key);
  });
}

/** A moment may be written in several time zones; those of one millisecond are taken for one. A pattern's text stays. */
function instant(text: unknown): unknown {
  const milliseconds = Date.parse(String(text));
  return Number.isNaN(milliseconds) ? text : milliseconds;
}
