import type { FileMetaData } from "hyparquet";
import { parquetMetadata } from "hyparquet/src/metadata.js";
import { Unreadable } from "../problems";
import type { RandomAccess } from "../read";
import { isWellFormed } from "./shape";
import { countValues } from "./thrift";

/** More than any real footer has, and memory that a hostile one may ask for. */
const MOST_BYTES = 16 * 2 ** 20;
const MOST_VALUES = 2_000_000;
const MAGIC = "PAR1";
const ENCRYPTED = "PARE";
/** A magic at both ends and the length of the footer. */
const LEAST = 12;
const CODECS = ["UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD", "LZ4_RAW"];

/** Reads and checks the end of the file, where parquet describes the rest. @throws Unreadable */
export async function readFooter(file: RandomAccess): Promise<FileMetaData> {
  const { byteLength } = file;
  if (byteLength < LEAST) throw broken(byteLength === 0 ? "an empty file" : `a file of ${byteLength} bytes`);
  const head = text(await file.slice(0, 4));
  const tail = Buffer.from(await file.slice(byteLength - 8, byteLength));
  const end = tail.toString("latin1", 4);
  if (end === ENCRYPTED) throw encrypted();
  if (head !== MAGIC) throw broken(`other bytes at its start than ${MAGIC}`);
  if (end !== MAGIC) throw broken(`other bytes at its end than ${MAGIC}: it may have been cut off`);
  const length = tail.readUInt32LE(0);
  if (length > byteLength - LEAST) throw broken("a footer that is longer than the file");
  if (length > MOST_BYTES) throw tooLarge();
  const footer = await file.slice(byteLength - 8 - length, byteLength);
  const meta = parse(footer);
  checkChunks(meta, byteLength - 8 - length);
  return meta;
}

const text = (bytes: ArrayBuffer) => Buffer.from(bytes).toString("latin1");

function parse(footer: ArrayBuffer): FileMetaData {
  try {
    const values = countValues(new Uint8Array(footer, 0, footer.byteLength - 8), MOST_VALUES);
    if (values > MOST_VALUES) throw tooLarge();
    const meta = parquetMetadata(footer, { geoparquet: false });
    if (!isWellFormed(meta)) throw broken("a footer that cannot be read");
    return meta;
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    throw broken("a footer that cannot be read");
  }
}

function checkChunks({ row_groups, num_rows }: FileMetaData, end: number): void {
  let rows = 0n;
  for (const group of row_groups) {
    rows += BigInt(group.num_rows);
    for (const chunk of group.columns) {
      if (chunk.crypto_metadata || chunk.encrypted_column_metadata) throw encrypted();
      const { meta_data: meta, file_path: path } = chunk;
      if (!meta || path) throw broken("columns in another file");
      if (!CODECS.includes(meta.codec)) throw refused("compression", `one of ${CODECS.join(", ")}`, `${meta.codec}`);
      const start = meta.dictionary_page_offset || meta.data_page_offset;
      if (start < 4 || start + meta.total_compressed_size > end) throw broken("columns beyond its end");
    }
  }
  if (rows !== BigInt(num_rows) || rows < 0n) throw broken("another number of rows than its parts have");
}

export const broken = (found: string) => refused("parquet", "a complete parquet file", found);
const encrypted = () => refused("parquet", "a parquet file that is not encrypted", "an encrypted one");
const tooLarge = () => refused("parquet", "a parquet footer of at most 16 MiB and 2 million values", "a larger one");
const refused = (rule: string, expected: string, found: string) =>
  new Unreadable(null, { column: null, rule, expected, found }, "Write the file again and send it again.");
