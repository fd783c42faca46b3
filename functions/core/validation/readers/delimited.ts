import { QUOTED_EMPTY } from "../rows/text";
import { Finder } from "./finder";
import { countNewlines } from "./lines";

/** A reason to stop: a quote without an end, text after a closing quote, a carriage return without a line feed. */
export type Fault = "open" | "after" | "return";

export type LineEnd = "lf" | "crlf";

export interface Cut {
  readonly fields: string[];
  /** Where the next row begins. */
  readonly next: number;
  /** Line feeds inside quotes, and whether there was any break at all. */
  readonly newlines: number;
  readonly embedded: boolean;
  /** The row's line end; undefined for the last row of a file that does not end in one. */
  readonly end: LineEnd | undefined;
}

const LF = 10;
const CR = 13;

/**
 * Cuts delimited text into rows: RFC 4180, lines end in LF or CRLF. We do it ourselves for speed. `""` is an empty text and
 * nothing is no value, as for Spark; csv-parse tells them apart only in a `cast` that it calls for each field, and then
 * takes fifteen times as long. Without it csv-parse takes nearly twice as long to parse as the gate takes in all.
 */
export class Cutter {
  private readonly separator: number;
  private readonly mark: number;
  private readonly delimiters: Finder;
  private readonly quotes: Finder;
  private readonly returns = new Finder("\r");
  private readonly feeds = new Finder("\n");
  /** Line feeds, and whether there was any break, inside the quotes of the row that is being cut. */
  private newlines = 0;
  private embedded = false;

  constructor(
    delimiter: string,
    private readonly quote: string,
  ) {
    this.separator = delimiter.charCodeAt(0);
    this.mark = quote.charCodeAt(0);
    this.delimiters = new Finder(delimiter);
    this.quotes = new Finder(quote);
  }

  /**
   * Cuts the row of `text` that begins at `start`; `undefined` when it may go on after the text. Rows are asked for in
   * their order, those of a new text from 0.
   * @param last whether the file ends with the text
   */
  cut(text: string, start: number, last: boolean): Cut | Fault | undefined {
    if (start === 0) this.read(text);
    const newline = this.feeds.from(start);
    if (newline === Number.POSITIVE_INFINITY && !last) return undefined;
    let end = Math.min(newline, text.length);
    if (this.quotes.from(start) < end) return this.quoted(text, start, last);
    const next = end + 1;
    const returned = end > start && text.charCodeAt(end - 1) === CR;
    if (returned) end -= 1;
    if (this.returns.from(start) < end || (returned && next > text.length)) return "return";
    const lineEnd = endOf(next <= text.length, returned);
    return { fields: this.plain(text, start, end), next, newlines: 0, embedded: false, end: lineEnd };
  }

  private read(text: string): void {
    this.delimiters.read(text);
    this.quotes.read(text);
    this.returns.read(text);
    this.feeds.read(text);
  }

  // Faster than `split`, which looks up a cache first and copies its results.
  private plain(text: string, start: number, end: number): string[] {
    const { delimiters } = this;
    const fields: string[] = [];
    let at = start;
    for (let next = delimiters.from(at); next < end; next = delimiters.from(at)) {
      fields.push(text.slice(at, next));
      at = next + 1;
    }
    fields.push(text.slice(at, end));
    return fields;
  }

  /** Cuts a row with a quote somewhere, which may hold line ends. */
  private quoted(text: string, start: number, last: boolean): Cut | Fault | undefined {
    const fields: string[] = [];
    this.newlines = 0;
    this.embedded = false;
    for (let at = start; ; at += 1) {
      const isQuoted = text.charCodeAt(at) === this.mark;
      const end = isQuoted ? this.quotedField(text, at, last, fields) : this.plainField(text, at, fields);
      if (typeof end !== "number") return end;
      at = end;
      if (text.charCodeAt(at) !== this.separator) return this.finish(text, at, last, fields);
    }
  }

  /** Takes the field whose opening quote stands at `at`. @returns the place behind its closing quote */
  private quotedField(text: string, at: number, last: boolean, fields: string[]): number | Fault | undefined {
    const end = this.closing(text, at + 1);
    if (end === -1 || (end + 1 === text.length && !last)) return last ? "open" : undefined;
    const inner = text.slice(at + 1, end);
    if (this.feeds.from(at) < end || this.returns.from(at) < end) {
      this.embedded = true;
      this.newlines += countNewlines(inner);
    }
    fields.push(this.unquoted(inner));
    return end + 1;
  }

  /** Takes the field without quotes that begins at `at`. @returns the place behind it */
  private plainField(text: string, at: number, fields: string[]): number | Fault {
    let end = Math.min(this.delimiters.from(at), this.feeds.from(at), text.length);
    if (end > at && text.charCodeAt(end - 1) === CR && text.charCodeAt(end) !== this.separator) end -= 1;
    if (this.returns.from(at) < end) return "return";
    fields.push(text.slice(at, end));
    return end;
  }

  /** Takes the line end at `at`, where the last of `fields` ends. */
  private finish(text: string, at: number, last: boolean, fields: string[]): Cut | Fault | undefined {
    const returned = text.charCodeAt(at) === CR;
    const feed = returned ? at + 1 : at;
    const isInside = feed < text.length;
    if (isInside ? text.charCodeAt(feed) !== LF : !last) return isInside ? "after" : undefined;
    if (returned && !isInside) return "return";
    const { newlines, embedded } = this;
    return { fields, next: feed + 1, newlines, embedded, end: endOf(isInside, returned) };
  }

  /** The place of the quote that ends what was opened before `start`; -1 when there is none. */
  private closing(text: string, start: number): number {
    const { quote, mark } = this;
    let at = text.indexOf(quote, start);
    while (at !== -1 && text.charCodeAt(at + 1) === mark) at = text.indexOf(quote, at + 2);
    return at;
  }

  private unquoted(inner: string): string {
    if (inner === "") return QUOTED_EMPTY;
    const { quote } = this;
    return inner.includes(quote) ? inner.replaceAll(quote + quote, quote) : inner;
  }
}

const endOf = (fed: boolean, returned: boolean): LineEnd | undefined => (fed ? (returned ? "crlf" : "lf") : undefined);
