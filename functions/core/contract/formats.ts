import CONTRACT from "../../../schemas/meta/contract.json";
import { isDate, isDateTime } from "./dates";
import { matches } from "./texts";

export type IsFormatted = (text: string) => boolean;

const FORMATS: Record<string, string> = CONTRACT.formats;

/** Days have to exist, which no regular expression can say. */
const OWN: Record<string, IsFormatted> = { date: isDate, "date-time": isDateTime };

/** The formats that a row schema may name. */
export const FORMAT_NAMES: readonly string[] = [...Object.keys(OWN), ...Object.keys(FORMATS)].sort();

/** The check of a format; undefined for an unknown one, which no build lets pass. */
export function compileFormat(name: string): IsFormatted | undefined {
  const pattern = FORMATS[name];
  return OWN[name] ?? (pattern === undefined ? undefined : matches(pattern));
}
