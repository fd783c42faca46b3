import type { checkSync } from "recheck";

/** A text that a pattern matches is at most 8,192 characters long: the square of that takes a moment, its cube an hour. */
const HIGHEST_DEGREE = 2;
const TIMEOUT_MS = 20_000;
/** An alternative, or a quantifier that leaves a choice or repeats a group; an escaped character or a class is neither. */
const SIGNS = /\\.|\[(?:\\.|[^\]\\])*\]|([|*+?]|\{\d+,\d*\}|(?<=\))\{\d+\})\??/gs;
const known = new Map<string, string | undefined>();

/**
 * How a regular expression can take longer than the square of its text's length, in words that follow its name; undefined
 * when it cannot. The three engines of the dialect backtrack, and one value must not stop a file.
 */
export function backtracks(pattern: string): string | undefined {
  if (!branches(pattern)) return undefined;
  if (!known.has(pattern)) known.set(pattern, judge(pattern));
  return known.get(pattern);
}

/** Whether the engine ever goes back to try another way: not for a single quantifier, or for alternatives without one. */
function branches(pattern: string): boolean {
  const signs = [...pattern.replaceAll("(?", "(").matchAll(SIGNS)].map(({ 1: sign }) => sign).filter(Boolean);
  const quantifiers = signs.filter((sign) => sign !== "|").length;
  return quantifiers > 1 || (quantifiers === 1 && signs.includes("|"));
}

function judge(pattern: string): string | undefined {
  // The checker is 3 MB and takes half a second to load, which a deployment without such patterns is spared.
  const check: typeof checkSync = require("recheck/lib/browser.js").checkSync;
  const found = check(pattern, "u", { timeout: TIMEOUT_MS });
  if (found.status === "unknown") return "could not be shown to end in time";
  if (found.status === "safe") return undefined;
  const { complexity, attack } = found;
  if (complexity.type === "exponential") return `takes twice as long for each character more of ${attack.pattern}`;
  if (complexity.degree <= HIGHEST_DEGREE) return undefined;
  return `takes time by the power of ${complexity.degree} of the length of ${attack.pattern}`;
}
