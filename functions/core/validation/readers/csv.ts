import type { CsvFormat } from "../../documents";
import { Unreadable } from "../problems";
import { QUOTED_EMPTY } from "../rows/text";
import type { Reader, ReaderContext } from ".";
import { type Cut, Cutter, type Fault } from "./delimited";
import { countNewlines, type Lines } from "./lines";
import { Pending } from "./pending";

/** Delimited text. Empty lines are no rows. */
export class CsvReader implements Reader {
  readonly lines: Lines = { embeddedNewlines: false, blankRows: false, end: null };
  private readonly cutter: Cutter;
  private readonly pending: Pending;
  private readonly canBeBlank: boolean;
  private hasHeader: boolean;
  /** The line on which the next row begins. */
  private rowLine = 1;

  constructor(private readonly context: ReaderContext<CsvFormat>) {
    const { format, columns, rows, limits } = context;
    this.cutter = new Cutter(format.delimiter, format.quote);
    this.pending = new Pending(limits, "; is a quote left open?");
    this.canBeBlank = format.delimiter.trim() === "";
    this.hasHeader = !format.header;
    if (this.hasHeader) rows.columns(columns, this.rowLine);
  }

  push(text: string): void {
    if (this.pending.add(text)) this.parse(false);
  }

  end(): void {
    this.parse(true);
    if (this.hasHeader) return;
    throw new Unreadable(1, { column: null, rule: "header", expected: "a header", found: "only empty lines" });
  }

  line = () => this.rowLine + countNewlines(this.pending.all);

  private parse(last: boolean): void {
    const { pending, cutter } = this;
    const text = pending.all;
    let start = 0;
    while (start < text.length) {
      const row = cutter.cut(text, start, last);
      if (row === undefined) break;
      if (typeof row === "string") throw faulty(row, this.rowLine, this.context.format.quote);
      pending.bound(row.next - 1 - start, this.rowLine);
      this.take(row);
      start = row.next;
    }
    pending.keep(start, this.rowLine);
  }

  private take({ fields, newlines, embedded, end }: Cut): void {
    const { lines } = this;
    if (fields.length > 1 || fields[0] !== "") this.give(fields);
    if (this.canBeBlank || fields.length === 1) lines.blankRows ||= isBlank(fields);
    if (end !== undefined && end !== lines.end) lines.end = lines.end === null ? end : "mixed";
    lines.embeddedNewlines ||= embedded;
    this.rowLine += 1 + newlines;
  }

  private give(fields: string[]): void {
    const { rows } = this.context;
    if (this.hasHeader) rows.cells(fields, this.rowLine);
    else {
      this.hasHeader = true;
      const names = fields.map((name) => (name === QUOTED_EMPTY ? "" : name));
      rows.columns(names, this.rowLine);
    }
  }
}

/** A row of white space: an empty line is none. */
const isBlank = (fields: readonly string[]) =>
  fields.every((field) => field !== QUOTED_EMPTY && field.trim() === "") && (fields.length > 1 || fields[0] !== "");

const FAULTS: Record<Fault, (quote: string) => { rule: string; expected: string; found: string }> = {
  open: (quote) => ({
    rule: "quotes",
    expected: `a closing quote (${quote}) before the end of the file`,
    found: "none",
  }),
  after: () => ({
    rule: "quotes",
    expected: "a delimiter or the end of the line after a closing quote",
    found: "other text",
  }),
  return: () => ({ rule: "line_end", expected: "lines that end in LF or CRLF", found: "a carriage return alone" }),
};

const faulty = (fault: Fault, line: number, quote: string) =>
  new Unreadable(line, { column: null, ...FAULTS[fault](quote) });
