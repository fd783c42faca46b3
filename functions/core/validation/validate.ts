import { createHash } from "node:crypto";
import type { TableDefinition, TextFormat, ValidationFacts } from "../definitions/types";
import { peek } from "./bytes";
import { chooseEncoding, HEAD } from "./decoders";
import { chooseDecompressor, MAGIC } from "./decompressors";
import { ValidationTimeoutError } from "./errors";
import { LIMITS, type Limits } from "./limits";
import { Problems, Unreadable } from "./problems";
import { makeReader, type Reader } from "./readers";
import { type Rejected, rejection } from "./rejection";
import { makeRows, type Rows } from "./rows";

export type Verdict = { accepted: true; facts: ValidationFacts } | ({ accepted: false } & Rejected);

export interface Options {
  /** The file's name for messages. */
  file?: string;
  /** Asked between chunks; when it says true the reading stops. */
  deadline?: () => boolean;
  limits?: Partial<Limits>;
}

/**
 * Reads a file once, in constant memory, and checks its bytes, its structure and every row against its table.
 * @param chunks the object's bytes as stored: compression is told by magic bytes
 * @throws ValidationTimeoutError when `deadline` came before the end and nothing wrong was found until then
 */
export async function validate(
  chunks: AsyncIterable<Uint8Array>,
  table: TableDefinition,
  { file = "the file", deadline = () => false, limits: own = {} }: Options = {},
): Promise<Verdict> {
  const limits = { ...LIMITS, ...own };
  const problems = new Problems(limits.problems);
  const rows = makeRows(table, problems, limits);
  let remedy: string | undefined;
  try {
    const read = await readAll(chunks, table, rows, problems, limits, deadline);
    if (!read.complete && problems.count === 0) throw outOfTime(file, table, rows, read.facts.bytes);
    if (problems.count === 0) return { accepted: true, facts: read.facts };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    problems.add(error.line, error.finding);
    remedy = error.remedy;
  }
  return { accepted: false, ...rejection(file, table, rows.count, problems, remedy) };
}

interface Read {
  complete: boolean;
  facts: ValidationFacts;
}

async function readAll(
  chunks: AsyncIterable<Uint8Array>,
  table: TableDefinition,
  rows: Rows,
  problems: Problems,
  limits: Limits,
  deadline: () => boolean,
): Promise<Read> {
  const format = table.format as TextFormat;
  const stored = await peek(chunks, MAGIC);
  const decompressor = chooseDecompressor(stored.head, format.type);
  const plain = await peek(decompressor.decompress(stored.all, limits), HEAD);
  if (plain.head.length === 0)
    throw new Unreadable(null, { column: null, rule: "empty", expected: "rows", found: "an empty file" });
  const { encoding, bom } = chooseEncoding(plain.head, format.encoding, table.id);

  const columns = Object.keys((table.row_schema.properties ?? {}) as object);
  const reader = makeReader({ format, schema: table.row_schema, columns, rows, problems, limits });
  const decoder = encoding.make(bom ? encoding.bom.length : 0);
  let bytes = 0;
  let complete = true;
  try {
    for await (const chunk of plain.all) {
      const start = bytes === 0 && bom ? encoding.bom.length : 0;
      bytes += chunk.length;
      if (bytes > limits.bytes) throw tooLarge(limits);
      pushText(reader, decoder.push(chunk.subarray(start)));
      complete = !deadline();
      if (!complete) break;
    }
    if (complete) {
      decoder.end();
      reader.end();
    }
  } catch (error) {
    throw placed(error, reader);
  }
  return { complete, facts: facts() };

  function facts(): ValidationFacts {
    const header = rows.header();
    return {
      rows: rows.count,
      rows_checked: rows.count,
      rows_quarantined: 0,
      dates: {},
      bytes,
      compression: decompressor.name,
      encoding: encoding.name,
      bom,
      header,
      embedded_newlines: reader.embeddedNewlines,
      shape: createHash("sha256")
        .update(JSON.stringify([format, header]))
        .digest("hex"),
    };
  }
}

/** NUL is text in UTF-8, yet no data: Spark and JSON would each make something else of it. */
function pushText(reader: Reader, text: string): void {
  const nul = text.indexOf("\0");
  reader.push(nul === -1 ? text : text.slice(0, nul));
  if (nul !== -1) throw new Unreadable(null, { column: null, rule: "nul", expected: "text", found: "a NUL byte" });
}

/** Says on which line the bytes stopped making sense, where the thrower could not know. */
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

const outOfTime = (file: string, { id }: TableDefinition, rows: Rows, bytes: number) =>
  new ValidationTimeoutError(
    `${file} was checked against ${id} up to row ${rows.count} (${bytes} bytes) without a problem when time ran out: ` +
      "send it in several files, or raise the timeout of validate-file.",
  );
