import type { RowSchema, TextFormat } from "../../documents/types";
import type { Limits } from "../limits";
import type { RowSink } from "../rows";
import { csv } from "./csv";
import { json } from "./json";
import { jsonl } from "./jsonl";
import type { Lines } from "./lines";
import { xml } from "./xml";

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
  /** Source columns in the order of the row schema. */
  readonly columns: readonly string[];
  readonly rows: RowSink;
  readonly limits: Limits;
}

type Readers = {
  [Type in TextFormat["type"]]: (context: ReaderContext<Extract<TextFormat, { type: Type }>>) => Reader;
};

/** One row per format; a new format is a new file and a row here. */
const READERS: Readers = { csv, json, jsonl, xml };

export function makeReader(context: ReaderContext): Reader {
  const make = READERS[context.format.type] as (context: ReaderContext) => Reader;
  return make(context);
}
