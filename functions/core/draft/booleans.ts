import type { BooleanValues } from "../documents";

/** Words for true and false, those of one place opposite to each other. */
interface Family {
  true: readonly string[];
  false: readonly string[];
  /** Whether a column with one of the two shows nothing: a `Y` or a `No` may be anything. */
  needsBoth: boolean;
}

/** Digits are no words: a column of 1 and 0 may be a count. */
const FAMILIES: readonly Family[] = [
  { true: ["true", "TRUE", "True"], false: ["false", "FALSE", "False"], needsBoth: false },
  { true: ["T", "t"], false: ["F", "f"], needsBoth: true },
  { true: ["Yes", "yes", "YES"], false: ["No", "no", "NO"], needsBoth: true },
  { true: ["Y", "y"], false: ["N", "n"], needsBoth: true },
];

/** The words that make booleans of all texts, each with its opposite; undefined when they are none. */
export function booleanWords(texts: readonly string[]): BooleanValues | undefined {
  if (texts.length === 0) return undefined;
  const found = new Set(texts);
  const family = FAMILIES.find(({ true: yes, false: no, needsBoth }) => {
    const isIn = (words: readonly string[]) => words.some((word) => found.has(word));
    const all = [...yes, ...no];
    return [...found].every((text) => all.includes(text)) && (!needsBoth || (isIn(yes) && isIn(no)));
  });
  if (!family) return undefined;
  const places = family.true.flatMap((yes, at) =>
    found.has(yes) || found.has(family.false[at] as string) ? [at] : [],
  );
  const wordsAt = (words: readonly string[]) => places.map((at) => words[at] as string);
  return { true: wordsAt(family.true), false: wordsAt(family.false) };
}
