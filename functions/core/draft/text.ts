import { isUtf8 } from "node:buffer";
import type { Compression, Encoding } from "../definitions/vocabulary";
import { chooseEncoding, HEAD } from "../validation/decoders";
import { chooseDecompressor } from "../validation/decompressors";
import { LIMITS } from "../validation/limits";
import { Unreadable } from "../validation/problems";
import { DraftError } from "./errors";

/** A file's text, and how it was written. */
export interface Decoded {
  text: string;
  encoding: Encoding;
  compression: Compression;
}

/** Takes bytes apart as the validator will. @throws DraftError */
export async function decode(fileName: string, bytes: Uint8Array): Promise<Decoded> {
  try {
    const { name: compression, decompress } = chooseDecompressor(bytes, "text");
    const plain = Buffer.concat(await all(decompress(once(bytes), LIMITS)));
    if (plain.length === 0)
      throw new DraftError(`${fileName} is empty, expected a header or rows; give a file that has some.`);
    const encoding = guessEncoding(plain);
    return { text: toText(plain, encoding), encoding, compression };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const { expected, found } = error.finding;
    throw new DraftError(
      `${fileName} cannot be read: expected ${expected}, found ${found}; save it again as UTF-8 text, plain or gzip.`,
    );
  }
}

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
