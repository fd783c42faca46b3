import { spacedJson } from "../commands";
import type { Difference } from "./types";

/** What a change of a field means; a field without a rule breaks nothing and holds for what comes later. */
export interface Rule {
  breaks?: string;
  rebuilds?: boolean;
}

/** The fields that are others, but for those `apart`, which are compared in their own way. */
export function compareFields<T extends object>(
  was: T,
  becomes: T,
  rules: Partial<Record<keyof T, Rule>>,
  apart: readonly (keyof T)[],
): Difference[] {
  const fields = [...new Set([...Object.keys(was), ...Object.keys(becomes)])] as (keyof T & string)[];
  return fields
    .filter((field) => !apart.includes(field) && !equal(was[field], becomes[field]))
    .map((field) => ({
      what: field,
      was: show(was[field]),
      becomes: show(becomes[field]),
      breaks: rules[field]?.breaks ?? null,
      rebuilds: rules[field]?.rebuilds ?? false,
    }));
}

/** A field that an older version of Sluice did not know is as good as null. */
export const equal = (left: unknown, right: unknown): boolean => canonical(left ?? null) === canonical(right ?? null);

/** The same text for the same value, whatever the order of its members. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1)))
      : inner,
  );

function show(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === "string" ? value : spacedJson(value);
}
