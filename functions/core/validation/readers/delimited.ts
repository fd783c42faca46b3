import { QUOTED_EMPTY } from "../rows/text";
import { countNewlines } from "./lines";

/** What stops the cutting: a quote without an end, text after a closing quote, a carriage return without a line feed. */
export type Fault = "open" | "after" | "return";

export type LineEnd = "lf" | "crlf";

export interface Cut {
  readonly fields: string[];
  /** Where the next row begins. */
  readonly next: number;
  /** Line feeds inside quotes, and whether there was any break at all. */
  readonly newlines: number;
  readonly embedded: boolean;
  /** What the row ends with; undefined for the last one of a file that does not end in a line end. */
  readonly end: LineEnd | undefined;
}

/**
 * Cuts the row of `text` that begins at `start`; `undefined` when it may go on after the text. Rows are asked for in
 * their order, those of a new text from 0.
 * @param last whether the file ends with the text
 */
export type Cutter = (text: string, start: number, last: boolean) => Cut | Fault | undefined;

const LF = 10;
const CR = 13;

/**
 * Compiles a cutter of delimited text: RFC 4180, lines end in LF or CRLF. Written here because the parsers on npm do not
 * tell `""` from nothing, an empty text from no value, as Spark does, nor where in the file a row began.
 */
export function compileCutter(delimiter: string, quote: string): Cutter {
  const [separator, mark] = [delimiter.charCodeAt(0), quote.charCodeAt(0)];
  const delimiters = new Finder(delimiter);
  const quotes = new Finder(quote);
  const returns = new Finder("\r");
  const feeds = new Finder("\n");

  /** A row with a quote somewhere, which may hold line ends. */
  function quoted(text: string, start: number, last: boolean): Cut | Fault | undefined {
    const fields: string[] = [];
    let newlines = 0;
    let embedded = false;
    for (let at = start; ; at += 1) {
      const isQuoted = text.charCodeAt(at) === mark;
      const end = isQuoted ? closing(text, at + 1) : Math.min(delimiters.from(at), feeds.from(at), text.length);
      if (end === -1 || (isQuoted && end + 1 === text.length && !last)) return last ? "open" : undefined;
      if (isQuoted) {
        const inner = text.slice(at + 1, end);
        if (feeds.from(at) < end || returns.from(at) < end) {
          embedded = true;
          newlines += countNewlines(inner);
        }
        fields.push(unquoted(inner));
        at = end + 1;
      } else {
        const stop = end - (end > at && text.charCodeAt(end - 1) === CR && !isDelimiter(text, end) ? 1 : 0);
        if (returns.from(at) < stop) return "return";
        fields.push(text.slice(at, stop));
        at = stop;
      }
      if (text.charCodeAt(at) === separator) continue;
      const returned = text.charCodeAt(at) === CR;
      if (returned) at += 1;
      if (at < text.length ? text.charCodeAt(at) !== LF : !last) return at < text.length ? "after" : undefined;
      if (returned && at >= text.length) return "return";
      return { fields, next: at + 1, newlines, embedded, end: endOf(at < text.length, returned) };
    }
  }

  const isDelimiter = (text: string, at: number) => text.charCodeAt(at) === separator;

  /** Where the quote ends that was opened before `start`; -1 when it does not. */
  function closing(text: string, start: number): number {
    let at = text.indexOf(quote, start);
    while (at !== -1 && text.charCodeAt(at + 1) === mark) at = text.indexOf(quote, at + 2);
    return at;
  }

  function unquoted(inner: string): string {
    if (inner === "") return QUOTED_EMPTY;
    return inner.includes(quote) ? inner.replaceAll(quote + quote, quote) : inner;
  }

  // Faster than `split`, which looks up a cache first and copies its results.
  function plain(text: string, start: number, end: number): string[] {
    const fields: string[] = [];
    let at = start;
    for (let next = delimiters.from(at); next < end; next = delimiters.from(at)) {
      fields.push(text.slice(at, next));
      at = next + 1;
    }
    fields.push(text.slice(at, end));
    return fields;
  }

  return (text, start, last) => {
    if (start === 0) for (const finder of [delimiters, quotes, returns, feeds]) finder.read(text);
    const newline = feeds.from(start);
    if (newline === Number.POSITIVE_INFINITY && !last) return undefined;
    let end = Math.min(newline, text.length);
    if (quotes.from(start) < end) return quoted(text, start, last);
    const next = end + 1;
    const returned = end > start && text.charCodeAt(end - 1) === CR;
    if (returned) end -= 1;
    if (returns.from(start) < end || (returned && next > text.length)) return "return";
    const lineEnd = endOf(next <= text.length, returned);
    return { fields: plain(text, start, end), next, newlines: 0, embedded: false, end: lineEnd };
  };
}

const endOf = (fed: boolean, returned: boolean): LineEnd | undefined => (fed ? (returned ? "crlf" : "lf") : undefined);

/** Where a sign comes next, kept so that a text is searched through once, whatever its lines look like. */
class Finder {
  private text = "";
  private ahead = 0;

  constructor(private readonly sign: string) {}

  read(text: string): void {
    this.text = text;
    this.ahead = -1;
    this.from(0);
  }

  /** The first place not before `at`; infinity when there is none. Places are asked for in their order. */
  from(at: number): number {
    if (this.ahead < at) {
      const found = this.text.indexOf(this.sign, at);
      this.ahead = found === -1 ? Number.POSITIVE_INFINITY : found;
    }
    return this.ahead;
  }
}
