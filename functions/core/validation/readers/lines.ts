import type { LineEnd } from "./delimited";

/** How many line feeds `text` holds. */
export function countNewlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
}

/** Facts about the lines of a file, for formats whose rows may hold line ends. */
export interface Lines {
  embeddedNewlines: boolean;
  /** Whether a row is only white space; Spark drops such a row where it cuts lines itself. */
  blankRows: boolean;
  /** The line ends of the rows; null where no row has one, or where they mean nothing. */
  end: LineEnd | "mixed" | null;
}

export const NO_LINES: Lines = { embeddedNewlines: false, blankRows: false, end: null };
