import type { LineEnd } from "./delimited";

/** How many line feeds `text` holds. */
export function countNewlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
}

/** What a file's lines are like, where rows may hold line ends. */
export interface Lines {
  embeddedNewlines: boolean;
  /** Whether a row is white space alone, which Spark drops where it cuts lines itself. */
  blankRows: boolean;
  /** How rows end; null where none does, or where line ends mean nothing. */
  end: LineEnd | "mixed" | null;
}

export const NO_LINES: Lines = { embeddedNewlines: false, blankRows: false, end: null };
