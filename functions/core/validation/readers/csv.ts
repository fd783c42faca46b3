import type { CsvFormat } from "../../documents/types";
import { Unreadable } from "../problems";
import { QUOTED_EMPTY } from "../rows/text";
import type { Reader, ReaderContext } from ".";
import { type Cut, compileCutter, type Fault } from "./delimited";
import { countNewlines, type Lines } from "./lines";
import { Pending } from "./pending";

/** Delimited text. Empty lines are no rows. */
export function csv({ format, columns, rows, limits }: ReaderContext<CsvFormat>): Reader {
  const cut = compileCutter(format.delimiter, format.quote);
  const pending = new Pending(limits, "; is a quote left open?");
  let line = 1;
  const lines: Lines = { embeddedNewlines: false, blankRows: false, end: null };
  const canBeBlank = format.delimiter.trim() === "";
  let hasHeader = !format.header;
  if (hasHeader) rows.columns(columns, line);

  function parse(last: boolean) {
    const text = pending.all;
    let start = 0;
    while (start < text.length) {
      const row = cut(text, start, last);
      if (row === undefined) break;
      if (typeof row === "string") throw faulty(row, line, format.quote);
      pending.bound(row.next - 1 - start, line);
      take(row);
      start = row.next;
    }
    pending.keep(start, line);
  }

  function take({ fields, newlines, embedded, end }: Cut) {
    if (fields.length > 1 || fields[0] !== "") give(fields);
    if (canBeBlank || fields.length === 1) lines.blankRows ||= isBlank(fields);
    if (end !== undefined && end !== lines.end) lines.end = lines.end === null ? end : "mixed";
    lines.embeddedNewlines ||= embedded;
    line += 1 + newlines;
  }

  function give(fields: string[]) {
    if (hasHeader) return rows.cells(fields, line);
    hasHeader = true;
    rows.columns(
      fields.map((name) => (name === QUOTED_EMPTY ? "" : name)),
      line,
    );
  }

  return {
    push(text) {
      if (pending.add(text)) parse(false);
    },
    end() {
      parse(true);
      if (hasHeader) return;
      throw new Unreadable(1, { column: null, rule: "header", expected: "a header", found: "only empty lines" });
    },
    line: () => line + countNewlines(pending.all),
    lines,
  };
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
