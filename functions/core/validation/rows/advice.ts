import type { Finding } from "../../contract/finding";
import type { TableDefinition } from "../../documents";
import { isPadded } from "./padded";
import type { RecordCheck } from "./record";
import { compileWords, type FileWords } from "./words";

const WAYS = "(declare a code as string; list a number in zero_padded of table.json)";

/** By the text, as a finding shows it: what would lose nothing. The first that fits is said. */
const NUMBERS: readonly [fits: (text: string) => boolean, advice: string][] = [
  [isPadded, `without leading zeros or a plus sign ${WAYS}`],
  [(text) => text === "-0", `without a sign before zero ${WAYS}`],
  [(text) => /^[+-]?[\d.]+[eE][+-]?\d+$/.test(text), "in plain digits, without an exponent (declare a code as string)"],
  [(text) => /^(?: |\u00a0|\\[tnr])+[+\-.\d]|\d(?: |\u00a0|\\[tnr])+$/.test(text), "without white space around it"],
];
/** What programs write for a value that is not there. */
const MARKER =
  /^(?:NA|N\/A|n\/a|#N\/A|NULL|null|\\{1,2}N|None|NaN|nan|-{1,2}|\?|0000-00-00(?: 00:00:00)?|00\.00\.0000|00\/00\/0000)$/;
const NULLS = "(list what stands for null in format.null_values of table.json)";
const BOOLEAN = "true or false";
const BOOLEANS = "(list other texts in format.boolean_values of table.json)";
const OTHER_BOOLEAN = /^(?:true|false|t|f|yes|no|y|n|1|0)$/i;
const NUMERIC = /^(?:an integer|a number)\b/;
const MOMENT = "a date and time";
const NANOSECONDS = /:\d\d\.\d{7,9}(?:Z|[+-]\d\d:\d\d)?$/;

/** Adds the remedy to the findings about texts that would lose something if they were cast. */
export function explainCasts({ format }: TableDefinition, check: RecordCheck): RecordCheck {
  const words = format.type === "csv" || format.type === "xml" ? compileWords(format) : undefined;
  return (row, literals) => {
    const findings = check(row, literals);
    return findings.length === 0 ? findings : findings.map((finding) => explained(finding, words));
  };
}

function explained(finding: Finding, words: FileWords | undefined): Finding {
  const text = finding.found.replace(/^"|"$/g, "");
  const advice = (words && adviceOnText(finding, text, words)) ?? adviceOnMoment(finding, text);
  return advice === undefined ? finding : { ...finding, expected: `${finding.expected} ${advice}` };
}

/** Of a format whose values are texts. */
function adviceOnText({ rule, expected, column }: Finding, text: string, words: FileWords): string | undefined {
  if (rule !== "type" && rule !== "format") return undefined;
  if (MARKER.test(text)) return NULLS;
  if (rule === "format") return undefined;
  if (NUMERIC.test(expected)) return NUMBERS.find(([fits]) => fits(text))?.[1];
  if (!expected.startsWith(BOOLEAN)) return undefined;
  const listed = [...words.of(column?.split(".")[0] ?? "").booleans.keys()].join(", ");
  if (listed !== "true, false") return `as ${listed} ${BOOLEANS}`;
  return OTHER_BOOLEAN.test(text) ? BOOLEANS : undefined;
}

const adviceOnMoment = ({ rule, expected }: Finding, text: string): string | undefined =>
  rule === "format" && expected.startsWith(MOMENT) && NANOSECONDS.test(text)
    ? "with at most 6 decimals of a second (declare more as string)"
    : undefined;
