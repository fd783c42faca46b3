import type { Compression } from "../../documents";
import type { Limits } from "../limits";
import { refused } from "./faults";
import { CODECS } from "./rows";

/** Decompresses a stream; `limits` bound what comes out, since a small file can hold a very large one. */
type Decompress = (chunks: AsyncIterable<Uint8Array>, limits: Limits) => AsyncIterable<Uint8Array>;

export interface Decompressor {
  readonly name: Compression;
  readonly decompress: Decompress;
}

const bytesOf = (magic: string) => [...Buffer.from(magic, "hex")];
const KNOWN = (Object.keys(CODECS) as Compression[]).flatMap((name) =>
  CODECS[name].magic.map((magic) => ({ name, magic: bytesOf(magic) })),
);

/** Containers that are recognised in order to say what to send instead. */
const REFUSED: readonly { name: string; magic: readonly number[] }[] = [
  { name: "an xz file", magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00] },
  { name: "an lz4 file", magic: [0x04, 0x22, 0x4d, 0x18] },
  { name: "a snappy file", magic: [0xff, 0x06, 0x00, 0x00, 0x73, 0x4e] },
  { name: "a 7z file", magic: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c] },
  { name: "a rar file", magic: [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07] },
  { name: "an empty zip file", magic: [0x50, 0x4b, 0x05, 0x06] },
  { name: "a part of a zip file", magic: [0x50, 0x4b, 0x07, 0x08] },
  { name: "an old spreadsheet", magic: [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1] },
  { name: "a pdf", magic: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  { name: "an avro file", magic: [0x4f, 0x62, 0x6a, 0x01] },
  { name: "a parquet file", magic: [0x50, 0x41, 0x52, 0x31] },
];

/** Bytes needed to tell them apart. */
export const MAGIC = Math.max(...[...KNOWN, ...REFUSED].map(({ magic }) => magic.length));

/** By magic bytes, never by the file's name: a `.csv` may be gzip and a `.gz` plain. */
export async function chooseDecompressor(head: Uint8Array, format: string): Promise<Decompressor> {
  const starts = ({ magic }: { magic: readonly number[] }) => magic.every((byte, index) => head[index] === byte);
  const name = KNOWN.find(starts)?.name ?? "none";
  const unknown = REFUSED.find(starts);
  if (name === "none" && unknown) {
    throw refused(`${format}, plain or in ${NAMES}`, unknown.name, "Send the file plain or compressed with gzip.");
  }
  return { name, decompress: await load(name) };
}

/** `gzip, bzip2, zstd or zip` */
const NAMES = [...new Set(KNOWN.map(({ name }) => name))].join(", ").replace(/, (\w+)$/, " or $1");

/**
 * A codec is the file of its name: only the one that a file needs is loaded. esbuild bundles every file of the folder;
 * tests/schemas/registries.test.ts loads that of every word of the vocabulary.
 */
async function load(name: Compression): Promise<Decompress> {
  return (await import(`./codecs/${name}.ts`)).decompress;
}
