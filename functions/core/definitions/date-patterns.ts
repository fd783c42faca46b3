import type { DatePattern } from "./types";

/** A pattern that says no date; the message is what was expected and what to do. */
export class DatePatternError extends Error {
  override readonly name = "DatePatternError";
}

/** By field: its regular expression, and the value it has in ISO 8601 when the pattern does not name it. */
const FIELDS: Record<string, { match: string; absent: string }> = {
  yyyy: { match: "[0-9]{4}", absent: "" },
  MM: { match: "[0-9]{2}", absent: "" },
  dd: { match: "[0-9]{2}", absent: "" },
  HH: { match: "[0-9]{2}", absent: "00" },
  mm: { match: "[0-9]{2}", absent: "00" },
  ss: { match: "[0-9]{2}", absent: "00" },
  S: { match: "", absent: "" },
  XXX: { match: "Z|[+-][0-9]{2}:[0-9]{2}", absent: "" },
};
const DAY = ["yyyy", "MM", "dd"];
/** A field that makes no sense without another one. */
const NEEDS: Record<string, string> = { mm: "HH", ss: "mm", S: "ss", XXX: "HH" };
const MOST_DIGITS = 9;

/** Runs of one letter, quoted text (`''` is a quote), and everything else. */
const TOKENS = /([A-Za-z])\1*|'((?:[^']|'')*)'|[^A-Za-z']+|'/g;

/**
 * Compiles a date pattern: `yyyy`, `MM`, `dd`, `HH`, `mm`, `ss`, `S` (a digit of the fraction each), `XXX` (`Z` or `±hh:mm`);
 * other letters stand between single quotes. The regular expression means the same in JavaScript, Java and Python:
 * its end is a look-ahead, since `$` matches before a last line feed in the latter two.
 * @param isDate whether the property is a `date`, which has no time
 * @throws DatePatternError
 */
export function compileDatePattern(text: string, isDate: boolean): DatePattern {
  const groups = new Map<string, number>();
  const match = [...text.matchAll(TOKENS)].map(([token, letter, quoted]) => {
    if (letter) return field(token, groups);
    if (token === "'") throw new DatePatternError("expected a closing quote (')");
    return escaped(quoted === undefined ? token : quoted === "" ? "'" : quoted.replaceAll("''", "'"));
  });
  check(groups, isDate);
  return { text, match: `^${match.join("")}(?![\\s\\S])`, iso: isoOf(groups, isDate) };
}

function field(token: string, groups: Map<string, number>): string {
  const name = /^S+$/.test(token) ? "S" : token;
  const known = FIELDS[name];
  if (!known || token.length > MOST_DIGITS) {
    throw new DatePatternError(
      `expected the fields yyyy, MM, dd, HH, mm, ss, S (one to nine) and XXX, and other letters between single quotes, found ${token}`,
    );
  }
  if (groups.has(name)) throw new DatePatternError(`expected each field once, found ${name} twice`);
  groups.set(name, groups.size + 1);
  return `(${name === "S" ? `[0-9]{${token.length}}` : known.match})`;
}

function check(groups: ReadonlyMap<string, number>, isDate: boolean): void {
  const missing = DAY.filter((name) => !groups.has(name));
  if (missing.length > 0) throw new DatePatternError(`expected yyyy, MM and dd, found no ${missing.join(" and no ")}`);
  for (const name of groups.keys()) {
    if (isDate && !DAY.includes(name))
      throw new DatePatternError(`expected only a day, as the property is a date, found ${name}`);
    const needed = NEEDS[name];
    if (needed && !groups.has(needed)) throw new DatePatternError(`expected ${needed} beside ${name}, found none`);
  }
}

function isoOf(groups: ReadonlyMap<string, number>, isDate: boolean): string {
  const value = (name: string) => (groups.has(name) ? `$${groups.get(name)}` : FIELDS[name]?.absent);
  const day = DAY.map(value).join("-");
  if (isDate) return day;
  const fraction = groups.has("S") ? `.${value("S")}` : "";
  return `${day}T${["HH", "mm", "ss"].map(value).join(":")}${fraction}${value("XXX")}`;
}

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
