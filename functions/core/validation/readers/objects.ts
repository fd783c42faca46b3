import { type Finding, show } from "../../contract/finding";
import type { Limits } from "../limits";
import { NO_LITERALS, type RowSink } from "../rows";
import type { Row } from "../rows/record";
import { findHalf, hasLost, inspect, look } from "./json-text";

/**
 * Takes the texts of rows from jsonl and json. A text that is no object, is nested too deep, has a name twice or half a
 * character is one problem; any other is given to `rows`.
 */
export class ObjectRows {
  /** @param expected the text of a row in words, for the message */
  constructor(
    private readonly rows: RowSink,
    private readonly limits: Limits,
    private readonly expected: string,
  ) {}

  take(text: string, line: number): void {
    const value = parse(text);
    const finding = value ? this.give(text, value, line) : fault("json", this.expected, show(text.trim()));
    if (finding) this.rows.broken(line, finding);
  }

  /** Gives the row on, or says what is wrong with its text. */
  private give(text: string, value: Row, line: number): Finding | undefined {
    const { depth } = this.limits;
    const survey = { members: 0, extreme: false };
    look(value, depth, survey);
    if (survey.members === Number.POSITIVE_INFINITY)
      return fault("depth", `at most ${depth} levels of nesting`, "more");
    const { literals, duplicate } = hasLost(text, survey) ? inspect(text) : NOTHING_LOST;
    if (duplicate !== undefined)
      return fault("duplicate_name", "each name once in an object", `${show(duplicate)} twice`);
    const half = findHalf(text, value);
    if (half !== undefined) return fault("json", "whole characters in texts", `${half}, half a character`);
    this.rows.record(value, line, literals);
    return undefined;
  }
}

const fault = (rule: string, expected: string, found: string): Finding => ({ column: null, rule, expected, found });

const NOTHING_LOST = { literals: NO_LITERALS, duplicate: undefined };
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
