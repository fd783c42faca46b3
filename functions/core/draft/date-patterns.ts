import { isDate, isDateTime } from "../contract/dates";
import { compileDatePattern } from "../definitions/date-patterns";
import { compileToIso } from "../validation/rows/date-patterns";
import type { ObjectSchema } from "./infer";
import type { Schema } from "./values";

/** Common ways of writing days, other than ISO 8601. */
const DAYS = ["dd.MM.yyyy", "dd/MM/yyyy", "MM/dd/yyyy", "dd-MM-yyyy", "MM-dd-yyyy", "yyyy/MM/dd", "yyyy.MM.dd"];
const NAMED = ["dd-MMM-yyyy", "dd MMM yyyy", "dd-MMM-yy", "dd MMMM yyyy", "MMM dd, yyyy", "MMMM dd, yyyy"];
const TIMES = ["HH:mm:ss", "HH:mm", "h:mm:ss a", "h:mm a"];

interface Candidate {
  text: string;
  format: "date" | "date-time";
  holds: (text: string) => boolean;
  /** Whether the pattern reads a year of two digits as a later year than is likely, such as 85 as 2085. */
  isLate: (text: string) => boolean;
}

/** The last likely year, for two digits yy that the pattern reads as 20yy: a later year is more likely 19yy. */
const LAST_SHORT_YEAR = "2050";

/** The patterns of each way of writing, with one digit or two where the file does not show which. */
const CANDIDATES: readonly (readonly Candidate[])[] = [...DAYS, ...NAMED].flatMap((day) => [
  withOpen(day, "date"),
  ...TIMES.map((time) => withOpen(`${day} ${time}`, "date-time")),
]);

function withOpen(text: string, format: Candidate["format"]): Candidate[] {
  const open = text.replace("dd", "d").replace(/(?<!M)MM(?!M)/, "M");
  return [...new Set([text, open])].map((pattern) => candidate(pattern, format));
}

function candidate(text: string, format: Candidate["format"]): Candidate {
  const toIso = compileToIso(compileDatePattern(text, format === "date"));
  const isValid = format === "date" ? isDate : isDateTime;
  return {
    text,
    format,
    holds: (given) => {
      const iso = toIso(given);
      return iso !== undefined && isValid(iso);
    },
    isLate: (given) => isShortYear(text) && (toIso(given) ?? "").slice(0, 4) > LAST_SHORT_YEAR,
  };
}

const isShortYear = (pattern: string) => /(?<!y)yy(?!y)/.test(pattern);

export interface Dated {
  schema: ObjectSchema;
  /** For `format.date_patterns`; empty when all dates are ISO 8601, or none is sure to be a date. */
  date_patterns: Record<string, string>;
  notes: string[];
}

/** Finds the columns of text that are dates in another pattern than ISO 8601; a day that may be a month stays text. */
export function findDatePatterns(schema: ObjectSchema, rows: readonly Record<string, unknown>[]): Dated {
  const dated: Dated = { schema: { ...schema, properties: { ...schema.properties } }, date_patterns: {}, notes: [] };
  for (const [name, property] of Object.entries(schema.properties)) {
    if (!isPlainText(property)) continue;
    const texts = rows.flatMap((row) => (typeof row[name] === "string" ? [row[name]] : []));
    const fitting = fittingOf(texts);
    const [first] = fitting;
    if (!first) continue;
    const doubt = doubtOf(name, fitting, texts);
    if (doubt === undefined) {
      dated.schema.properties[name] = { ...property, format: first.format };
      dated.date_patterns[name] = first.text;
    }
    dated.notes.push(doubt ?? datedNote(name, first.text));
  }
  return dated;
}

/** Why a column that fits date patterns stays text, as a note. */
function doubtOf(name: string, fitting: readonly Candidate[], texts: readonly string[]): string | undefined {
  const patterns = fitting.map(({ text }) => text).join(" or ");
  if (fitting.length > 1)
    return `${name} is text: its dates may be ${patterns}; declare which in format.date_patterns.`;
  const late = texts.find((text) => fitting.some(({ isLate }) => isLate(text)));
  return late === undefined
    ? undefined
    : `${name} is text: its dates look like ${patterns}, but yy is read as 20yy, and ${late} would be after ${LAST_SHORT_YEAR}; write four digits of the year at the source, or declare ${patterns} in format.date_patterns.`;
}

const datedNote = (name: string, pattern: string) =>
  `${name} has dates as ${pattern}; check that it always has${isShortYear(pattern) ? ", and that yy is 20yy, as it is read" : ""}.`;

const isPlainText = ({ type, ...others }: Schema): boolean =>
  [type].flat().includes("string") && Object.keys(others).length === 0;

/** Whether all texts are dates in another pattern than ISO 8601. */
export const fitsDatePattern = (texts: readonly string[]): boolean => fittingOf(texts).length > 0;

/** The ways of writing that all texts obey, each in its narrower pattern if a leading zero shows that it is meant. */
function fittingOf(texts: readonly string[]): Candidate[] {
  if (texts.length === 0) return [];
  const zero = texts.some((text) => /\b0\d\b/.test(text.replace(/ \d.*:.*$/, "")));
  return CANDIDATES.flatMap((ways) => {
    const fitting = ways.filter(({ holds }) => texts.every(holds));
    return (zero ? fitting[0] : fitting.at(-1)) ?? [];
  });
}
