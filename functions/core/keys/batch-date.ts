import { calendarDate } from "./dates";
import { MalformedKeyError } from "./errors";
import type { ParsedKey } from "./grammar";

/**
 * The business date of a file: from its `dt=` segment, else by its table's `file_name_pattern`, else the UTC date of
 * `loadedAt` (ISO 8601). A name that a declared pattern does not match is an error, since a guessed date may be wrong.
 * @throws MalformedKeyError
 */
export function batchDate({ table, file, dt }: ParsedKey, loadedAt: string): string {
  if (dt !== null) return dt;
  const pattern = table.batch_date.file_name_pattern;
  if (pattern === null) return loadedAt.slice(0, 10);
  const found = new RegExp(pattern, "u").exec(file)?.groups?.date;
  const date = found === undefined ? null : calendarDate(found);
  if (date !== null) return date;
  const what = found === undefined ? "does not match" : `gives ${found}, which is no day of the calendar, by`;
  throw new MalformedKeyError(
    `The file name ${file} ${what} the file_name_pattern ${pattern} of ${table.id}: upload it under a name that says its date, or under a dt=YYYY-MM-DD/ folder.`,
  );
}
