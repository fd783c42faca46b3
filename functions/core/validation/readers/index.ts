import type { RowSchema, TextFormat } from "../../documents";
import type { Limits } from "../limits";
import type { RowSink } from "../rows";
import { CsvReader } from "./csv";
import { JsonReader } from "./json";
import { JsonLinesReader } from "./jsonl";
import type { Lines } from "./lines";
import { XmlReader } from "./xml";

/** Cuts decoded text into rows and hands each to `rows`. Throws Unreadable when the rest of the file is lost. */
export interface Reader {
  push(text: string): void;
  end(): void;
  /** The line that the text pushed so far ends on, 1-based. */
  line(): number;
  readonly lines: Lines;
}

export interface ReaderContext<F extends TextFormat = TextFormat> {
  readonly format: F;
  readonly schema: RowSchema;
  /** `zero_padded` of table.json: properties whose numbers may have leading zeros. */
  readonly zeroPadded: readonly string[];
  /** Source columns in the order of the row schema. */
  readonly columns: readonly string[];
  readonly rows: RowSink;
  readonly limits: Limits;
}

type Readers = {
  [Type in TextFormat["type"]]: new (
    context: ReaderContext<Extract<TextFormat, { type: Type }>>,
  ) => Reader;
};

/** One row per format; a new format is a new file and a row here. */
const READERS: Readers = { csv: CsvReader, json: JsonReader, jsonl: JsonLinesReader, xml: XmlReader };

export function makeReader(context: ReaderContext): Reader {
  const Format = READERS[context.format.type] as new (context: ReaderContext) => Reader;
  return new Format(context);
}
