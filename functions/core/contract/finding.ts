import CONTRACT from "../../../schemas/meta/contract.json";
import type { Problem } from "../documents";

/** A breach before it has a place: what a row check returns. */
export type Finding = Pick<Problem, "column" | "rule" | "expected" | "found">;

const SHOWN = CONTRACT.limits.shown;

/** A value as a problem shows it: JSON, one line, at most 80 characters. */
export function show(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "number") return String(value);
  const whole = typeof value === "string" ? JSON.stringify(value.slice(0, SHOWN + 1)) : JSON.stringify(value);
  return clip(whole);
}

/** A text as a problem shows it: at most 80 characters. */
export const clip = (text: string) => (text.length <= SHOWN ? text : `${text.slice(0, SHOWN - 1)}…`);
