/** The candidate nearest to a misspelt `word` (at most about a third of it wrong), as ` Did you mean "x"?`, or nothing. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  // Two letters swapped count as two.
  const allowed = word.length < 5 ? 1 : Math.max(2, Math.floor(word.length / 3));
  const near = [...candidates]
    .map((candidate) => ({ candidate, distance: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter((entry) => entry.distance <= allowed)
    .sort((a, b) => a.distance - b.distance)[0];
  return near ? ` Did you mean "${near.candidate}"?` : "";
}

/** Levenshtein distance, two rows at a time. */
function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, left] of [...a].entries()) {
    const row = [i + 1];
    for (const [j, right] of [...b].entries()) {
      const replace = (previous[j] ?? 0) + (left === right ? 0 : 1);
      row.push(Math.min(replace, (previous[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}

/** `a, b and c`, each quoted. */
export const quoted = (words: Iterable<string>) => [...words].map((word) => `"${word}"`).join(", ");

/** `a, b or c` */
export const alternatives = (words: readonly string[]): string => words.join(", ").replace(/, ([^,]+)$/, " or $1");
