import type { Finding } from "../../contract/finding";
import type { TableDefinition } from "../../documents";
import { isPadded } from "./padded";
import type { RecordCheck } from "./record";

const WAYS = "(declare a code as string; list a number in zero_padded of table.json)";

/** By the text, as a finding shows it: what would lose nothing. The first that fits is said. */
const NUMBERS: readonly [fits: (text: string) => boolean, advice: string][] = [
  [isPadded, `without leading zeros or a plus sign ${WAYS}`],
  [(text) => text === "-0", `without a sign before zero ${WAYS}`],
  [(text) => /^[+-]?[\d.]+[eE][+-]?\d+$/.test(text), "in plain digits, without an exponent (declare a code as string)"],
  [(text) => /^(?: |\u00a0|\\[tnr])+[+\-.\d]|\d(?: |\u00a0|\\[tnr])+$/.test(text), "without white space around it"],
];
const NUMERIC = /^(?:an integer|a number)\b/;
const MOMENT = "a date and time";
const NANOSECONDS = /:\d\d\.\d{7,9}(?:Z|[+-]\d\d:\d\d)?$/;

/** Adds the remedy to the findings about texts that would lose something if they were cast. */
export function explainCasts({ format }: TableDefinition, check: RecordCheck): RecordCheck {
  const isText = format.type === "csv" || format.type === "xml";
  return (row, literals) => {
    const findings = check(row, literals);
    return findings.length === 0 ? findings : findings.map((finding) => explained(finding, isText));
  };
}

function explained(finding: Finding, isText: boolean): Finding {
  const { rule, expected } = finding;
  const text = finding.found.replace(/^"|"$/g, "");
  const advice =
    rule === "type" && isText && NUMERIC.test(expected)
      ? NUMBERS.find(([fits]) => fits(text))?.[1]
      : rule === "format" && expected.startsWith(MOMENT) && NANOSECONDS.test(text)
        ? "with at most 6 decimals of a second (declare more as string)"
        : undefined;
  return advice === undefined ? finding : { ...finding, expected: `${expected} ${advice}` };
}
