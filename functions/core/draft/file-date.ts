import { calendarDate } from "../keys/dates";

/** Days written into file names, and the expression that finds each; no digit stands beside them. */
const SHAPES = [String.raw`(?<!\d)(?<date>\d{4}-\d{2}-\d{2})(?!\d)`, String.raw`(?<!\d)(?<date>\d{8})(?!\d)`];
/** Eight digits are a number rather than a day outside of these years. */
const YEARS = /^(?:19[7-9]|20)\d/;

export interface FileDate {
  date: string;
  /** For `batch_date.file_name_pattern`. */
  pattern: string;
}

/** The only day that a file name has; undefined without one, and where it has several, as a period does. */
export function fileDate(fileName: string): FileDate | undefined {
  const found = SHAPES.flatMap((pattern) =>
    [...fileName.matchAll(new RegExp(pattern, "gu"))].flatMap(({ groups }) => {
      const date = calendarDate(groups?.date ?? "");
      return date !== null && YEARS.test(date) ? [{ date, pattern }] : [];
    }),
  );
  return found.length === 1 ? found[0] : undefined;
}
