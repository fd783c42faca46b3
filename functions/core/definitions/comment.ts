/**
 * The bytes of UTF-8 that the Glue catalogue takes of a comment: 255 for a column, without line breaks, and 2,048 for a
 * table or view, which consists of `description`, `grain` and a sentence of the job's own (glue/etl/relations/views.py).
 */
export const LONGEST = { column: 255, description: 1_500, grain: 400 } as const;

const ELLIPSIS = "…";
const bytes = (text: string): number => new TextEncoder().encode(text).length;

/** The text in one line, cut between two characters to `longest` bytes. */
export function comment(text: string, longest: number): string {
  const folded = text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
  if (bytes(folded) <= longest) return folded;
  let [kept, left] = ["", longest - bytes(ELLIPSIS)];
  for (const character of folded) {
    left -= bytes(character);
    if (left < 0) break;
    kept += character;
  }
  return kept.trimEnd() + ELLIPSIS;
}
