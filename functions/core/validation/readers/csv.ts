import Papa from "papaparse";
import type { CsvFormat } from "../../definitions/types";
import { Unreadable } from "../problems";
import { countNewlines, type Reader, type ReaderContext } from ".";
import { Pending } from "./pending";

interface Parsed {
  data: string[][];
  errors: { code: string; row: number }[];
  meta: { cursor: number };
}

/**
 * Delimited text. papaparse's inner parser cuts the fields (its streams would hide where a row began); lines end in LF
 * or CRLF, blank lines are no rows. A quote inside quotes is doubled.
 */
export function csv({ format, columns, rows, limits }: ReaderContext<CsvFormat>): Reader {
  const parser = new Papa.Parser({ delimiter: format.delimiter, quoteChar: format.quote, newline: "\n" });
  const pending = new Pending(limits, "; is a quote left open?");
  let line = 1;
  let embeddedNewlines = false;
  let hasHeader = !format.header;
  if (hasHeader) rows.columns(columns, line);

  function parse(last: boolean) {
    const text = pending.all;
    const { data, errors, meta }: Parsed = parser.parse(text, 0, !last);
    const broken = errors[0]?.row ?? data.length;
    // A carriage return counts too: alone, it breaks a line for Spark.
    const mayEmbed = text.includes(format.quote) || /\r(?!\n|$)/.test(text);
    for (let at = 0; at < data.length; at += 1) {
      if (at === broken) throw malformed(errors[0]?.code as string);
      takeRow(data[at] as string[], mayEmbed);
    }
    pending.keep(last ? text.length : meta.cursor, line);
  }

  function takeRow(fields: string[], mayEmbed: boolean) {
    const end = fields.length - 1;
    const final = fields[end] as string;
    if (final.charCodeAt(final.length - 1) === 13) fields[end] = final.slice(0, -1);
    if (!(end === 0 && (fields[0] as string).trim() === "")) give(fields);
    line += 1;
    if (mayEmbed) for (const field of fields) noteNewlines(field);
  }

  function give(fields: string[]) {
    if (hasHeader) return rows.cells(fields, line);
    hasHeader = true;
    rows.columns(fields, line);
  }

  function noteNewlines(field: string) {
    if (!field.includes("\n") && !field.includes("\r")) return;
    embeddedNewlines = true;
    line += countNewlines(field);
  }

  function malformed(code: string): Unreadable {
    const finding =
      code === "MissingQuotes"
        ? { expected: `a closing quote (${format.quote}) before the end of the file`, found: "none" }
        : { expected: "a delimiter or the end of the line after a closing quote", found: "other text" };
    return new Unreadable(line, { column: null, rule: "quotes", ...finding });
  }

  return {
    push(text) {
      if (pending.add(text)) parse(false);
    },
    end() {
      if (pending.all) parse(true);
      if (!hasHeader)
        throw new Unreadable(1, { column: null, rule: "header", expected: "a header", found: "only blank lines" });
    },
    line: () => line + countNewlines(pending.all),
    get embeddedNewlines() {
      return embeddedNewlines;
    },
  };
}
