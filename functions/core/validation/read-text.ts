import type { TextFormat } from "../documents";
import { peek } from "./bytes";
import { chooseEncoding, type Encoding, HEAD } from "./decoders";
import { chooseDecompressor, MAGIC } from "./decompressors";
import type { Limits } from "./limits";
import { Unreadable } from "./problems";
import { type Read, type ReadContext, shapeOf } from "./read";
import { makeReader, type Reader } from "./readers";
import type { Lines } from "./readers/lines";
import { unwrapped } from "./rows/envelope";

/** Decompresses and decodes bytes, cuts the text into rows, and checks each row. @throws Unreadable */
export async function readText(
  chunks: AsyncIterable<Uint8Array>,
  format: TextFormat,
  { table, rows, limits, deadline }: ReadContext,
): Promise<Read> {
  const stored = await peek(chunks, MAGIC);
  const decompressor = await chooseDecompressor(stored.head, format.type);
  const plain = await peek(decompressor.decompress(stored.all, limits), HEAD);
  if (plain.head.length === 0)
    throw new Unreadable(null, { column: null, rule: "empty", expected: "rows", found: "an empty file" });
  const { encoding, bom } = chooseEncoding(plain.head, format.encoding, table.id);
  const columns = Object.keys((table.row_schema.properties ?? {}) as object);
  const sink = unwrapped(table, rows);
  const { row_schema: schema, zero_padded: zeroPadded } = table;
  const reader = makeReader({ format, schema, zeroPadded, columns, rows: sink, limits });
  const { bytes, complete } = await readAll(plain.all, reader, { encoding, bom }, limits, deadline);
  if (complete) checkLineEnds(reader.lines, format, encoding.name, bom);
  const header = rows.header();
  const facts = {
    rows: complete ? rows.count : null,
    rows_checked: rows.count,
    rows_quarantined: rows.invalid,
    dates: rows.dates(),
    bytes,
    compression: decompressor.name,
    encoding: encoding.name,
    bom,
    header,
    embedded_newlines: reader.lines.embeddedNewlines,
    blank_rows: reader.lines.blankRows,
    line_end: reader.lines.end,
    shape: shapeOf(format, header),
  };
  return { complete, facts };
}

async function readAll(
  chunks: AsyncIterable<Uint8Array>,
  reader: Reader,
  { encoding, bom }: { encoding: Encoding; bom: boolean },
  limits: Limits,
  deadline: () => boolean,
): Promise<{ bytes: number; complete: boolean }> {
  const mark = bom ? encoding.bom.length : 0;
  const decoder = encoding.make(mark);
  let bytes = 0;
  try {
    for await (const chunk of chunks) {
      const start = bytes === 0 ? mark : 0;
      bytes += chunk.length;
      if (bytes > limits.bytes) throw tooLarge(limits);
      pushText(reader, decoder.push(chunk.subarray(start)));
      if (deadline()) return { bytes, complete: false };
    }
    decoder.end();
    reader.end();
    return { bytes, complete: true };
  } catch (error) {
    throw placed(error, reader);
  }
}

/**
 * Refuses line ends of both kinds in a file that Spark reads as a stream (glue/etl/readers/csv.py, `_needs_stream`).
 * Spark accepts both where it cuts the lines itself.
 */
function checkLineEnds(lines: Lines, format: TextFormat, encoding: string, bom: boolean): void {
  const headless = format.type === "csv" && !format.header;
  const stream = lines.embeddedNewlines || lines.blankRows || encoding.startsWith("utf-16") || (bom && headless);
  if (lines.end !== "mixed" || !stream) return;
  const [expected, found] = ["rows that all end in LF, or all in CRLF", "both"];
  throw new Unreadable(null, { column: null, rule: "line_end", expected, found });
}

/** Refuses NUL, which is valid UTF-8, but which Spark and JSON parsers treat differently. */
function pushText(reader: Reader, text: string): void {
  const nul = text.indexOf("\0");
  reader.push(nul === -1 ? text : text.slice(0, nul));
  if (nul !== -1) throw new Unreadable(null, { column: null, rule: "nul", expected: "text", found: "a NUL byte" });
}

/** Adds the line to an error that was thrown where lines are not known. */
function placed(error: unknown, reader: Reader): unknown {
  const line = error instanceof Unreadable && (error.finding.rule === "nul" || error.finding.rule === "encoding");
  return line ? new Unreadable(error.line ?? reader.line(), error.finding, error.remedy) : error;
}

const tooLarge = ({ bytes }: Limits) =>
  new Unreadable(
    null,
    { column: null, rule: "size", expected: `at most ${bytes.toLocaleString("en")} bytes`, found: "more" },
    "Send the data in several files.",
  );
