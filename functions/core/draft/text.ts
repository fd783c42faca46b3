import { isUtf8 } from "node:buffer";
import { type Compression, type Encoding, VOCABULARY } from "../documents";
import { chooseEncoding, HEAD } from "../validation/decoders";
import { chooseDecompressor } from "../validation/decompressors";
import { LIMITS } from "../validation/limits";
import { Unreadable } from "../validation/problems";
import { DraftError } from "./errors";
import { isParquet } from "./parquet";

/** A file's text, and how it was written. */
export interface Decoded {
  text: string;
  encoding: Encoding;
  compression: Compression;
}

/** Decompresses and decodes bytes as the validator will. @throws DraftError */
export async function decode(fileName: string, bytes: Uint8Array): Promise<Decoded> {
  try {
    const { name: compression, decompress } = await chooseDecompressor(bytes, "text");
    const plain = Buffer.concat(await all(decompress(once(bytes), LIMITS)));
    if (plain.length === 0)
      throw new DraftError(`${fileName} is empty, expected a header or rows; give a file that has some.`);
    if (isParquet(plain)) throw packedParquet(fileName, compression);
    const encoding = encodingOf(fileName, plain);
    const text = toText(plain, encoding);
    if (text.includes("\0")) throw notText(fileName);
    return { text, encoding, compression };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const { expected, found } = error.finding;
    throw new DraftError(
      `${fileName} cannot be read: expected ${expected}, found ${found}; save it again as UTF-8 text, plain or gzip.`,
    );
  }
}

const packedParquet = (fileName: string, compression: string) =>
  new DraftError(
    `${fileName} is a parquet file in ${compression}, expected it plain: parquet is compressed in itself; unpack it.`,
  );
const notText = (fileName: string) =>
  new DraftError(
    `${fileName} has NUL characters, expected text (csv, tsv, json, jsonl, xml) or parquet; export it as one of them.`,
  );

async function* once(bytes: Uint8Array) {
  yield bytes;
}

async function all(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const found: Uint8Array[] = [];
  for await (const chunk of chunks) found.push(chunk);
  return found;
}

function toText(bytes: Uint8Array, declared: Encoding): string {
  const { encoding, bom } = chooseEncoding(bytes.subarray(0, HEAD), declared, "the draft");
  const start = bom ? encoding.bom.length : 0;
  const decoder = encoding.make(start);
  return decoder.push(bytes.subarray(start)) + decoder.end();
}

/** Enough of a file to hold its XML declaration in UTF-16. */
const DECLARATION_BYTES = 1024;
const DECLARATION = /^<\?xml\s[^>]*?\sencoding\s*=\s*["']([^"']*)["']/;

/** The encoding that the XML declares, if the bytes agree; else the encoding that the bytes suggest. */
function encodingOf(fileName: string, bytes: Uint8Array): Encoding {
  const guessed = guessEncoding(bytes);
  const declared = declaredIn(bytes);
  if (declared === undefined) return guessed;
  const known = VOCABULARY.encoding.find((encoding) => encoding === declared.toLowerCase());
  if (!known) throw notSupported(fileName, declared, guessed);
  return (known === "utf-16") === (guessed === "utf-16") ? known : guessed;
}

function declaredIn(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.subarray(0, DECLARATION_BYTES)).toString("latin1");
  return DECLARATION.exec(start.replace(/^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, "").replaceAll("\0", ""))?.[1];
}

function notSupported(fileName: string, declared: string, guessed: Encoding): DraftError {
  const encodings = VOCABULARY.encoding.join(", ");
  const [is, remedy] = ["utf-8", "utf-16"].includes(guessed)
    ? [`, and is ${guessed}`, `declare encoding="${guessed}"`]
    : ["", "save it again as utf-8 and declare that"];
  return new DraftError(`${fileName} declares encoding="${declared}"${is}, expected one of ${encodings}; ${remedy}.`);
}

/** The five bytes that windows-1252 leaves open. */
const UNDEFINED_IN_1252 = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);

function guessEncoding(bytes: Uint8Array): Encoding {
  const [first, second, third, fourth] = bytes;
  const marked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  const zeros = bytes.length >= HEAD && ((second === 0 && fourth === 0) || (first === 0 && third === 0));
  if (marked || zeros) return "utf-16";
  if (isUtf8(bytes)) return "utf-8";
  return bytes.some((byte) => UNDEFINED_IN_1252.has(byte)) ? "iso-8859-1" : "windows-1252";
}
