import type { Finding } from "../../contract/finding";
import type { TableDefinition } from "../../documents";
import type { RecordCheck } from "./record";

/** A number with leading zeros or a plus sign. Such texts are codes as a rule: as numbers, `02134` and `2134` are one. */
const PADDED = /^(?:\+(?:\d+(?:\.\d*)?|\.\d+)|-?0\d+(?:\.\d*)?)(?:[eE][+-]?\d+)?$/;

export const isPadded = (text: string) => PADDED.test(text);

/** The usual spelling of a padded number: its zeros are no part of it. */
export const unpadded = (text: string) => text.replace(/^\+/, "").replace(/^(-?)0+(?=\d)/, "$1");

const REMEDY =
  "without leading zeros or a plus sign (declare a code as string; list a number in zero_padded of table.json)";

/** Adds the remedy to the findings about padded numbers, in formats whose numbers are texts. */
export function explainPadded({ format }: TableDefinition, check: RecordCheck): RecordCheck {
  if (format.type !== "csv" && format.type !== "xml") return check;
  return (row, literals) => {
    const findings = check(row, literals);
    return findings.length === 0 ? findings : findings.map(explained);
  };
}

const NUMERIC = /^(?:an integer|a number)\b/;

function explained(finding: Finding): Finding {
  const { rule, expected, found } = finding;
  if (rule !== "type" || !NUMERIC.test(expected) || !isPadded(found.replace(/^"|"$/g, ""))) return finding;
  return { ...finding, expected: `${expected} ${REMEDY}` };
}
