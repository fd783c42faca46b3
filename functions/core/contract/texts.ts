import CONTRACT from "../../../schemas/meta/contract.json";
import type { Holds } from "./outcome";

/** Extends a test of texts to all values: a value that is no text passes. */
export const ofText =
  (holds: (text: string) => boolean): Holds =>
  (value) =>
    typeof value !== "string" || holds(value);

const PAIR = /[\uD800-\uDBFF][\uDC00-\uDFFF]/g;

/** Characters (code points), where `length` counts UTF-16 units. */
const characters = (text: string) => text.length - (text.match(PAIR)?.length ?? 0);

/** `minLength`: a text of twice as many units has enough characters whatever they are. */
export const atLeast = (least: number) => (text: string) =>
  text.length >= least && (text.length >= 2 * least || characters(text) >= least);

/** `maxLength` */
export const atMost = (most: number) => (text: string) =>
  text.length <= most || (text.length <= 2 * most && characters(text) <= most);

/**
 * `pattern`, which anybody may write: a text of more characters than the limit matches none. Those of formats are known
 * to be quick.
 */
export function satisfies(pattern: string): (text: string) => boolean {
  const [isShort, holds] = [atMost(CONTRACT.limits.matched), matches(pattern)];
  return (text) => isShort(text) && holds(text);
}

/** A regular expression of the common dialect (docs/validation.md). */
export function matches(pattern: string): (text: string) => boolean {
  const expression = new RegExp(pattern, "u");
  return (text) => expression.test(text);
}
