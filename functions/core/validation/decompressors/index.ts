import type { Limits } from "../limits";
import { Unreadable } from "../problems";
import { gzip } from "./gzip";
import { none } from "./none";

/** Takes a file apart as a stream; `limits` bound what comes out, since a small file can hold a very large one. */
export interface Decompressor {
  readonly name: "none" | "gzip";
  readonly magic: readonly number[];
  readonly decompress: (chunks: AsyncIterable<Uint8Array>, limits: Limits) => AsyncIterable<Uint8Array>;
}

/** Bytes needed to tell them apart. */
export const MAGIC = 6;

const KNOWN: readonly Decompressor[] = [gzip];

/** Containers that are recognised in order to say what to send instead. */
const REFUSED: readonly { name: string; magic: readonly number[] }[] = [
  { name: "a bzip2 file", magic: [0x42, 0x5a, 0x68] },
  { name: "a zstd file", magic: [0x28, 0xb5, 0x2f, 0xfd] },
  { name: "an xz file", magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00] },
  { name: "a zip file (or a spreadsheet)", magic: [0x50, 0x4b, 0x03, 0x04] },
  { name: "a parquet file", magic: [0x50, 0x41, 0x52, 0x31] },
];

/** By magic bytes, never by the file's name: a `.csv` may be gzip and a `.gz` plain. */
export function chooseDecompressor(head: Uint8Array, format: string): Decompressor {
  const starts = ({ magic }: { magic: readonly number[] }) => magic.every((byte, index) => head[index] === byte);
  const refused = REFUSED.find(starts);
  if (refused) {
    throw new Unreadable(
      null,
      { column: null, rule: "compression", expected: `${format}, plain or gzip`, found: refused.name },
      "Send the file plain or compressed with gzip.",
    );
  }
  return KNOWN.find(starts) ?? none;
}
