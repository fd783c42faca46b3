import { QUOTED_EMPTY } from "../rows/text";
import { countNewlines } from "./lines";

/** What stops the cutting: a quote without an end, text after a closing quote, a carriage return without a line feed. */
export type Fault = "open" | "after" | "return";

export interface Cut {
  readonly fields: string[];
  /** Where the next row begins. */
  readonly next: number;
  /** Line feeds inside quotes, and whether there was any break at all. */
  readonly newlines: number;
  readonly embedded: boolean;
}

/**
 * Cuts the row of `text` that begins at `start`; `undefined` when it may go on after the text. Rows are asked for in
 * their order, those of a new text from 0.
 * @param last whether the file ends with the text
 * @param simple whether the text holds neither a quote nor a carriage return, so that nobody looks in every line
 */
export type Cutter = (text: string, start: number, last: boolean, simple: boolean) => Cut | Fault | undefined;

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");

/**
 * Compiles a cutter of delimited text: RFC 4180, lines end in LF or CRLF. Written here because the parsers on npm do not
 * tell `""` from nothing, an empty text from no value, as Spark does, nor where in the file a row began.
 */
export function compileCutter(delimiter: string, quote: string): Cutter {
  const [d, q] = [escaped(delimiter), escaped(quote)];
  const inQuotes = `${q}([^${q}]*(?:${q}${q}[^${q}]*)*)${q}(?!${q})`;
  const field = new RegExp(`(?:${inQuotes}|(?!${q})([^${d}\\r\\n]*))(${d}|\\r?\\n|\\r?$)`, "y");
  const closed = new RegExp(inQuotes, "y");

  function quoted(text: string, start: number, last: boolean): Cut | Fault | undefined {
    const fields: string[] = [];
    let newlines = 0;
    let embedded = false;
    for (field.lastIndex = start; ; ) {
      const at = field.lastIndex;
      const match = field.exec(text);
      if (!match) return fault(text, at, last);
      const [, inner, plain, separator = ""] = match;
      if (separator !== delimiter && !separator.endsWith("\n") && !last) return undefined;
      if (inner && /[\r\n]/.test(inner)) {
        embedded = true;
        newlines += countNewlines(inner);
      }
      fields.push(plain ?? unquoted(inner as string));
      if (separator !== delimiter) return { fields, next: field.lastIndex, newlines, embedded };
    }
  }

  function fault(text: string, at: number, last: boolean): Fault | undefined {
    if (!text.startsWith(quote, at)) return "return";
    closed.lastIndex = at;
    if (closed.test(text)) return "after";
    return last ? "open" : undefined;
  }

  const unquoted = (inner: string) => (inner === "" ? QUOTED_EMPTY : inner.replaceAll(quote + quote, quote));

  // The next delimiter, kept so that a text is searched through once, whatever its lines look like; -1: there is none.
  let ahead = 0;
  function delimiterFrom(text: string, at: number): number {
    if (ahead !== -1 && ahead < at) ahead = text.indexOf(delimiter, at);
    return ahead;
  }

  // Faster than `split`, which looks up a cache first and copies its results.
  function plain(text: string, start: number, end: number): string[] {
    const fields: string[] = [];
    let at = start;
    for (let next = delimiterFrom(text, at); next !== -1 && next < end; next = delimiterFrom(text, at)) {
      fields.push(text.slice(at, next));
      at = next + 1;
    }
    fields.push(text.slice(at, end));
    return fields;
  }

  return (text, start, last, simple) => {
    if (start === 0) ahead = text.indexOf(delimiter);
    const newline = text.indexOf("\n", start);
    if (newline === -1 && !last) return undefined;
    let end = newline === -1 ? text.length : newline;
    const next = end + 1;
    if (!simple) {
      if (end > start && text.charCodeAt(end - 1) === 13) end -= 1;
      const line = text.slice(start, end);
      if (line.includes(quote)) return quoted(text, start, last);
      if (line.includes("\r")) return "return";
    }
    return { fields: plain(text, start, end), next, newlines: 0, embedded: false };
  };
}
