import { show } from "../../contract/finding";
import type { JsonFormat } from "../../documents/types";
import { Unreadable } from "../problems";
import type { Reader, ReaderContext } from ".";
import { countNewlines, NO_LINES } from "./lines";
import { makeTakeObject } from "./objects";
import { Pending } from "./pending";

/** What comes next, white space aside: the array, its first row, a row after a comma, a comma, or nothing. */
type Next = "array" | "first" | "row" | "comma" | "nothing";

const EXPECTED: Record<Next, string> = {
  array: "one array of objects",
  first: "a row or a closing ]",
  row: "a row after the comma",
  comma: "a comma or a closing ] after the row",
  nothing: "nothing after the closing ]",
};
const SPACE = /[ \t\r\n]*/y;
/** Where text of a row ends or changes its meaning, outside and inside quotes. */
const OUTSIDE = /["{}[\],]/g;
const INSIDE = /["\\]/g;

/** One array of objects, cut into its elements as it comes: only the row that is being read is kept. */
export function json(context: ReaderContext<JsonFormat>): Reader {
  const take = makeTakeObject(context, "a JSON object");
  const pending = new Pending(context.limits, "; is a quote or a bracket left open?");
  let next: Next = "array";
  let line = 1;

  function parse() {
    const text = pending.all;
    let start = skip(text, 0);
    while (start < text.length) {
      const end = next === "first" || next === "row" ? element(text, start) : mark(text, start);
      if (end === undefined) break;
      start = skip(text, end);
    }
    pending.keep(start, line);
  }

  /** Skips white space, counting its lines. */
  function skip(text: string, at: number): number {
    SPACE.lastIndex = at;
    const space = SPACE.exec(text)?.[0] ?? "";
    line += countNewlines(space);
    return at + space.length;
  }

  /** Takes the bracket or comma at `at`. */
  function mark(text: string, at: number): number {
    const character = text[at];
    if (next === "array" && character === "[") next = "first";
    else if (next === "comma" && character === ",") next = "row";
    else if (next === "comma" && character === "]") next = "nothing";
    else throw unexpected(text, at);
    return at + 1;
  }

  /** Takes the row at `at`; `undefined` when it may go on after the text. */
  function element(text: string, at: number): number | undefined {
    if (next === "first" && text[at] === "]") {
      next = "nothing";
      return at + 1;
    }
    if (",]}".includes(text.charAt(at))) throw unexpected(text, at);
    const end = endOf(text, at);
    if (end === undefined) return undefined;
    const row = text.slice(at, end);
    pending.bound(row.length, line);
    take(row, line);
    line += countNewlines(row);
    next = "comma";
    return end;
  }

  function unexpected(text: string, at: number): Unreadable {
    const found = show(String.fromCodePoint(text.codePointAt(at) as number));
    const lines = next === "array" && text[at] === "{";
    const remedy =
      "Did you mean jsonl? Declare it as the format in table.json for one object a line, or send one array.";
    return lines ? fail(EXPECTED[next], "an object", remedy) : fail(EXPECTED[next], found);
  }

  const fail = (expected: string, found: string, remedy?: string) =>
    new Unreadable(line, { column: null, rule: "json", expected, found }, remedy);

  return {
    push(text) {
      if (pending.add(text)) parse();
    },
    end() {
      parse();
      if (next === "nothing") return;
      if (next !== "array")
        throw fail("a closing ] before the end of the file", pending.all ? "a row left open" : "none");
      throw new Unreadable(null, { column: null, rule: "empty", expected: EXPECTED.array, found: "only white space" });
    },
    line: () => line + countNewlines(pending.all),
    lines: NO_LINES,
  };
}

/**
 * Where the value that begins at `start` ends: behind its last bracket, or before the comma or bracket that follows a
 * value without any. It knows quotes and counts brackets; whether the text is JSON is JSON.parse's business.
 */
function endOf(text: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start; ; ) {
    OUTSIDE.lastIndex = at;
    const found = OUTSIDE.exec(text);
    if (!found) return undefined;
    const character = found[0];
    at = found.index + 1;
    if (character === '"') {
      const closed = closingQuote(text, at);
      if (closed === undefined) return undefined;
      at = closed + 1;
    } else if (character === "{" || character === "[") depth += 1;
    else if (depth === 0) return found.index;
    else if (character !== ",") {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
}

function closingQuote(text: string, from: number): number | undefined {
  for (let at = from; ; at += 2) {
    INSIDE.lastIndex = at;
    const found = INSIDE.exec(text);
    if (!found) return undefined;
    if (found[0] === '"') return found.index;
    at = found.index;
  }
}
