import type { MartDefinition } from "../documents";

/** The columns that identify a row of the mart's table, where `natural_key` identifies what has several rows. */
export function rowKey({ kind, surrogate_key, natural_key }: MartDefinition): string[] {
  if (surrogate_key) return [surrogate_key];
  if (kind === "scd2") return [...natural_key, "effective_from"];
  return kind === "historical" ? [...natural_key, "as_of_date"] : natural_key;
}
