import type { MartDefinition } from "../documents";

/**
 * Whether a key of the mart has several rows, each with its interval. A dimension has them where its SQL gives an interval:
 * by name, or by the `*` of a history.
 */
export function hasVersions({ kind, sql, inputs }: MartDefinition): boolean {
  if (kind !== "dimension") return kind === "scd2";
  return /\beffective_from\b/i.test(sql) || (/\*/.test(sql) && inputs.some(({ relation }) => relation === "history"));
}
