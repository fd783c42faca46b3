import type { JsonLinesFormat } from "../../definitions/types";
import { show, Unreadable } from "../problems";
import { NO_LITERALS } from "../rows";
import type { Row } from "../rows/record";
import type { Reader, ReaderContext } from ".";
import { countMembers, inspect } from "./json";
import { Pending } from "./pending";

/** A run of digits that a double may round, or a name that is not followed by its colon at once. */
const SUSPECT = /[\d.]{16}|\d[eE][+-]?\d|[ \t\r]:/;

/** JSON Lines: one object a line, LF or CRLF; blank lines are no rows. A line that is no object is one problem. */
export function jsonl({ rows, problems, limits }: ReaderContext<JsonLinesFormat>): Reader {
  const pending = new Pending(limits, "");
  let line = 1;

  function take(text: string) {
    const value = parse(text);
    if (value === undefined) return;
    const members = countMembers(value, limits.depth);
    if (members === Number.POSITIVE_INFINITY) {
      return problem("depth", `at most ${limits.depth} levels of nesting`, "more");
    }
    // `":` stands once for each member, and may stand in text too: equal counts mean that no name came twice.
    // Only other lines are read again, for their names and the literals of their numbers.
    const suspect = members !== occurrences(text, '":') || SUSPECT.test(text);
    const { literals, duplicate } = suspect ? inspect(text) : { literals: NO_LITERALS, duplicate: undefined };
    if (duplicate !== undefined)
      return problem("duplicate_name", "each name once in an object", `${show(duplicate)} twice`);
    rows.record(value, line, literals);
  }

  function parse(text: string): Row | undefined {
    try {
      const value: unknown = JSON.parse(text);
      if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Row;
    } catch {
      // Told below, like any other line that is no object.
    }
    return problem("json", "one JSON object on the line", show(text.trim()));
  }

  function problem(rule: string, expected: string, found: string): undefined {
    rows.count += 1;
    problems.add(line, { column: null, rule, expected, found });
  }

  function takeLines(last: boolean) {
    const text = pending.all;
    let start = 0;
    for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", start)) {
      takeLine(text.slice(start, end));
      line += 1;
      start = end + 1;
    }
    if (last && start < text.length) {
      takeLine(text.slice(start));
      start = text.length;
    }
    pending.keep(start, line);
  }

  function takeLine(text: string) {
    pending.bound(text.length, line);
    if (text.trim() !== "") take(text);
  }

  return {
    push(text) {
      if (pending.add(text)) takeLines(false);
    },
    end() {
      takeLines(true);
      if (rows.count > 0) return;
      throw new Unreadable(null, { column: null, rule: "empty", expected: "rows", found: "only blank lines" });
    },
    line: () => line,
    embeddedNewlines: false,
  };
}

function occurrences(text: string, part: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) count += 1;
  return count;
}
