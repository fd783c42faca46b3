import type { Historical, MartJson } from "../documents";

/** The column of a historical mart that says for which day a row is. The mart has a partition for each. */
export const AS_OF_DATE = "as_of_date";

/** Which days have rows unless mart.json says otherwise. */
const DEFAULT: Historical = { days: 365, carry_forward: true };

/** Compiles `historical`, the days that have rows; null for other kinds. */
export function compileHistorical(
  { kind, inputs, historical }: Pick<MartJson, "kind" | "inputs" | "historical">,
  mart: { refuse(pointer: string, sentence: string): void },
): Historical | null {
  if (kind !== "historical") return null;
  const compiled = { ...DEFAULT, ...historical };
  if (!compiled.carry_forward && !inputs.some(({ cadence }) => cadence === "daily"))
    mart.refuse(
      "/historical/carry_forward",
      `"historical.carry_forward" is false, expected a daily input, whose deliveries give the days; remove it, or make an input daily.`,
    );
  return compiled;
}
