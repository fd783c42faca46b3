import type { Rewrite } from "../documents";

/** The parts of a date and time in ISO 8601, in order, and what stands there when a pattern does not name them. */
export const ABSENT = {
  year: "",
  month: "",
  day: "",
  hour: "00",
  half: "",
  minute: "00",
  second: "00",
  fraction: "",
  zone: "",
} as const;

export type Part = keyof typeof ABSENT;

export interface DateField {
  part: Part;
  match: string;
  /** The replacement, with `$` for the text itself, before the rewrites. */
  iso: string;
  rewrites: readonly Rewrite[];
  /** One digit or two: where it ends, something else than a digit has to stand. */
  isOpen: boolean;
}

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** Two digits of a number below 60. */
const padded = (value: number) => String(value).padStart(2, "0");
/** A regular expression for a word in letters of any case. */
const anyCase = (word: string) =>
  word.replace(/[A-Za-z]/g, (letter) => `[${letter.toUpperCase()}${letter.toLowerCase()}]`);

/** A number that came with one zero too many. */
const PAD: readonly Rewrite[] = [["([-T])0([0-9]{2})(?![0-9])", "$1$2"]];
const named = (names: readonly string[]): readonly Rewrite[] =>
  names.map((name, at) => [`-${anyCase(name)}-`, `-${padded(at + 1)}-`]);
/** Hours of 1 to 12 before or after noon; 12 comes first. */
const HALVES: readonly Rewrite[] = [
  ["T12[Aa][Mm]", "T00"],
  ["T(0[1-9]|1[01])[Aa][Mm]", "T$1"],
  ["T12[Pp][Mm]", "T12"],
  ...Array.from({ length: 11 }, (_, at): Rewrite => [`T${padded(at + 1)}[Pp][Mm]`, `T${at + 13}`]),
];

const fixed = (part: Part, match: string, iso = "$", rewrites: readonly Rewrite[] = []): DateField => ({
  part,
  match,
  iso,
  rewrites,
  isOpen: false,
});
const twoDigits = (part: Part): DateField => fixed(part, "[0-9]{2}");
const open = (part: Part): DateField => ({ part, match: "[0-9]{1,2}", iso: "0$", rewrites: PAD, isOpen: true });
const words = (names: readonly string[]): DateField => fixed("month", names.map(anyCase).join("|"), "$", named(names));

/** By name, which is that of Spark's and Java's date patterns. `S` is a digit of the fraction. */
export const DATE_FIELDS: Record<string, DateField> = {
  yyyy: fixed("year", "[0-9]{4}"),
  yy: fixed("year", "[0-9]{2}", "20$"),
  MM: twoDigits("month"),
  M: open("month"),
  MMM: words(MONTHS.map((name) => name.slice(0, 3))),
  MMMM: words(MONTHS),
  dd: twoDigits("day"),
  d: open("day"),
  HH: twoDigits("hour"),
  H: open("hour"),
  hh: twoDigits("hour"),
  h: open("hour"),
  a: fixed("half", "[AaPp][Mm]", "$", HALVES),
  mm: twoDigits("minute"),
  ss: twoDigits("second"),
  S: fixed("fraction", "[0-9]", ".$"),
  XXX: fixed("zone", "Z|[+-][0-9]{2}:[0-9]{2}"),
};
