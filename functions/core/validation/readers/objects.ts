import { show } from "../../contract/finding";
import { NO_LITERALS } from "../rows";
import type { Row } from "../rows/record";
import type { ReaderContext } from ".";
import { findHalf, hasLost, inspect, look } from "./json-text";

/**
 * What jsonl and json do with the text of one row: a text that is no object, is nested too deep, has a name twice
 * or half a character is one problem; anything else is given to `rows`.
 * @param expected what such a text should be, for the message
 */
export function makeTakeObject(
  { rows, limits }: Pick<ReaderContext, "rows" | "limits">,
  expected: string,
): (text: string, line: number) => void {
  return (text, line) => {
    const value = parse(text);
    if (value === undefined) return problem(line, "json", expected, show(text.trim()));
    const survey = { members: 0, extreme: false };
    look(value, limits.depth, survey);
    if (survey.members === Number.POSITIVE_INFINITY) {
      return problem(line, "depth", `at most ${limits.depth} levels of nesting`, "more");
    }
    const { literals, duplicate } = hasLost(text, survey)
      ? inspect(text)
      : { literals: NO_LITERALS, duplicate: undefined };
    if (duplicate !== undefined)
      return problem(line, "duplicate_name", "each name once in an object", `${show(duplicate)} twice`);
    const half = findHalf(text, value);
    if (half !== undefined) return problem(line, "json", "whole characters in texts", `${half}, half a character`);
    rows.record(value, line, literals);
  };

  function problem(line: number, rule: string, wanted: string, found: string): void {
    rows.broken(line, { column: null, rule, expected: wanted, found });
  }
}

const OBJECT = /^[ \t\r\n]*\{/;

/** `undefined` for a text that is no JSON object. */
function parse(text: string): Row | undefined {
  // An error costs more than reading a row: whole files of something else would take minutes.
  if (!OBJECT.test(text)) return undefined;
  try {
    return JSON.parse(text) as Row;
  } catch {
    return undefined;
  }
}
