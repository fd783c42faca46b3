import type { DatePattern } from "../documents";
import { SluiceError } from "../errors";
import { ABSENT, DATE_FIELDS, type DateField, type Part } from "./date-fields";

/** A pattern that describes no date; the message says what was expected and what to do. */
export class DatePatternError extends SluiceError {
  override readonly name = "DatePatternError";
}

/** A field of a pattern: its name as it stands there, and the group that matches it. */
interface Found extends DateField {
  name: string;
  group: number;
}

const DAY: readonly Part[] = ["year", "month", "day"];
const EXAMPLES: Partial<Record<Part, string>> = { year: "yyyy", month: "MM", day: "dd" };
/** A field that makes no sense without one of the others. */
const NEEDS: Record<string, readonly string[]> = {
  mm: ["HH", "H", "hh", "h"],
  ss: ["mm"],
  S: ["ss"],
  XXX: ["HH", "H", "hh", "h"],
  hh: ["a"],
  h: ["a"],
  a: ["hh", "h"],
};
const MOST_DIGITS = 9;

/** Runs of one letter, quoted text (`''` is a quote), and everything else. */
const TOKENS = /([A-Za-z])\1*|'((?:[^']|'')*)'|[^A-Za-z']+|'/g;

/**
 * Compiles a date pattern of the fields in date-fields.ts; other letters stand between single quotes. Its regular
 * expressions mean the same in JavaScript, Java and Python: the end of `match` is a look-ahead, since `$` matches before
 * a last line feed in the latter two.
 * @param isDate whether the property is a `date`, which has no time
 * @throws DatePatternError
 */
export function compileDatePattern(text: string, isDate: boolean): DatePattern {
  const found: Found[] = [];
  let before: DateField | undefined;
  const match = [...text.matchAll(TOKENS)].map(([token, letter, quoted]) => {
    if (token === "'") throw new DatePatternError("expected a closing quote (')");
    if (!letter) {
      before = undefined;
      return escaped(quoted === undefined ? token : quoted === "" ? "'" : quoted.replaceAll("''", "'"));
    }
    const field = fieldOf(token, found);
    if (before?.isOpen || (before && field.isOpen)) {
      throw new DatePatternError(`expected text between ${found.at(-1)?.name} and ${token}, found nothing`);
    }
    before = field;
    found.push(field);
    return `(${field.match})`;
  });
  check(found, isDate);
  const rewrites = [...new Set(found.flatMap((field) => field.rewrites))];
  return { text, match: `^${match.join("")}(?![\\s\\S])`, iso: isoOf(found, isDate), rewrites };
}

function fieldOf(token: string, found: readonly Found[]): Found {
  const isFraction = /^S+$/.test(token);
  const name = isFraction ? "S" : token;
  const field = DATE_FIELDS[name];
  if (!field || token.length > MOST_DIGITS) {
    throw new DatePatternError(
      `expected the fields ${Object.keys(DATE_FIELDS).join(", ")}, and other letters between single quotes, found ${token}`,
    );
  }
  const other = found.find(({ part }) => part === field.part);
  if (other?.name === name) throw new DatePatternError(`expected each field once, found ${name} twice`);
  if (other) throw new DatePatternError(`expected one field for the ${field.part}, found ${other.name} and ${name}`);
  const match = isFraction ? `[0-9]{${token.length}}` : field.match;
  return { ...field, match, name, group: found.length + 1 };
}

function check(found: readonly Found[], isDate: boolean): void {
  const missing = DAY.filter((part) => !found.some((field) => field.part === part)).map((part) => EXAMPLES[part]);
  if (missing.length > 0) throw new DatePatternError(`expected yyyy, MM and dd, found no ${missing.join(" and no ")}`);
  for (const { name, part } of found) {
    if (isDate && !DAY.includes(part))
      throw new DatePatternError(`expected only a day, as the property is a date, found ${name}`);
    const needed = NEEDS[name] ?? [];
    if (needed.length > 0 && !found.some((other) => needed.includes(other.name)))
      throw new DatePatternError(`expected ${needed.join(" or ")} beside ${name}, found none`);
  }
}

function isoOf(found: readonly Found[], isDate: boolean): string {
  const parts: Record<Part, string> = { ...ABSENT };
  for (const { part, iso, group } of found) parts[part] = iso.replace("$", `$$${group}`);
  const { year, month, day, hour, half, minute, second, fraction, zone } = parts;
  const date = `${year}-${month}-${day}`;
  return isDate ? date : `${date}T${hour}${half}:${minute}:${second}${fraction}${zone}`;
}

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
