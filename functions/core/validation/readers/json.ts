import { show } from "../../contract/finding";
import type { JsonFormat } from "../../documents";
import { Unreadable } from "../problems";
import type { Reader, ReaderContext } from ".";
import { countNewlines, NO_LINES } from "./lines";
import { ObjectRows } from "./objects";
import { Pending } from "./pending";

/** The part that comes next, after white space: the array, its first row, a row after a comma, a comma, or nothing. */
type Next = "array" | "first" | "row" | "comma" | "nothing";

const EXPECTED: Record<Next, string> = {
  array: "one array of objects",
  first: "a row or a closing ]",
  row: "a row after the comma",
  comma: "a comma or a closing ] after the row",
  nothing: "nothing after the closing ]",
};
const MEANT_JSONL =
  "Did you mean jsonl? Declare it as the format in table.json for one object a line, or send one array.";
const SPACE = /[ \t\r\n]*/y;
/** Signs that end a row or change the meaning of its text, outside and inside quotes. */
const OUTSIDE = /["{}[\],]/g;
const INSIDE = /["\\]/g;

/** One array of objects, cut into its elements as it comes: only the row that is being read is kept. */
export class JsonReader implements Reader {
  readonly lines = NO_LINES;
  private readonly objects: ObjectRows;
  private readonly pending: Pending;
  private next: Next = "array";
  /** The line on which the next row begins. */
  private rowLine = 1;

  constructor({ rows, limits }: ReaderContext<JsonFormat>) {
    this.objects = new ObjectRows(rows, limits, "a JSON object");
    this.pending = new Pending(limits, "; is a quote or a bracket left open?");
  }

  push(text: string): void {
    if (this.pending.add(text)) this.parse();
  }

  end(): void {
    this.parse();
    const { next } = this;
    if (next === "nothing") return;
    if (next !== "array")
      throw this.fail("a closing ] before the end of the file", this.pending.all ? "a row left open" : "none");
    throw new Unreadable(null, { column: null, rule: "empty", expected: EXPECTED.array, found: "only white space" });
  }

  line = () => this.rowLine + countNewlines(this.pending.all);

  private parse(): void {
    const text = this.pending.all;
    let start = this.skip(text, 0);
    while (start < text.length) {
      const isRow = this.next === "first" || this.next === "row";
      const end = isRow ? this.element(text, start) : this.mark(text, start);
      if (end === undefined) break;
      start = this.skip(text, end);
    }
    this.pending.keep(start, this.rowLine);
  }

  /** Skips white space, counting its lines. */
  private skip(text: string, start: number): number {
    SPACE.lastIndex = start;
    const space = SPACE.exec(text)?.[0] ?? "";
    this.rowLine += countNewlines(space);
    return start + space.length;
  }

  /** Takes the bracket or comma at `start`. */
  private mark(text: string, start: number): number {
    const { next } = this;
    const character = text[start];
    if (next === "array" && character === "[") this.next = "first";
    else if (next === "comma" && character === ",") this.next = "row";
    else if (next === "comma" && character === "]") this.next = "nothing";
    else throw this.unexpected(text, start);
    return start + 1;
  }

  /** Takes the row at `start`; `undefined` when it may go on after the text. */
  private element(text: string, start: number): number | undefined {
    if (this.next === "first" && text[start] === "]") {
      this.next = "nothing";
      return start + 1;
    }
    if (",]}".includes(text.charAt(start))) throw this.unexpected(text, start);
    const end = endOf(text, start);
    if (end === undefined) return undefined;
    const row = text.slice(start, end);
    this.pending.bound(row.length, this.rowLine);
    this.objects.take(row, this.rowLine);
    this.rowLine += countNewlines(row);
    this.next = "comma";
    return end;
  }

  private unexpected(text: string, start: number): Unreadable {
    const expected = EXPECTED[this.next];
    if (this.next === "array" && text[start] === "{") return this.fail(expected, "an object", MEANT_JSONL);
    return this.fail(expected, show(String.fromCodePoint(text.codePointAt(start) as number)));
  }

  private fail(expected: string, found: string, remedy?: string): Unreadable {
    return new Unreadable(this.rowLine, { column: null, rule: "json", expected, found }, remedy);
  }
}

/**
 * The end of the value that begins at `start`: behind its last bracket or, for a value without brackets, before the next
 * comma or bracket. It only looks at quotes and brackets; JSON.parse decides whether the text is JSON.
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
