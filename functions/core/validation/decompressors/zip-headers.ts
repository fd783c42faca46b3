import { damaged, EARLY_END, refused } from "./faults";
import type { Source } from "./source";

/** See https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT */
const FILE = [0x50, 0x4b, 0x03, 0x04];
const DIRECTORY = 0x02014b50;
const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const DESCRIPTOR = 0x08074b50;
const UNKNOWN = 0xffffffff;
/** More than a directory of one file, its end and their comments can take. */
const MOST = 512 * 1024;

export interface Sizes {
  crc: number;
  packed: number;
  unpacked: number;
}

export interface Entry {
  readonly name: Buffer;
  readonly method: number;
  /** Undefined where they stand in a descriptor behind the data, as a zip that was written as a stream has it. */
  readonly sizes: Sizes | undefined;
}

const ENCRYPTED = 0x2041;
const DESCRIBED = 0x8;
const OFFICE = /^(\[Content_Types\]\.xml|mimetype|_rels\/|docProps\/|xl\/)/;
const ONE = "a zip file with one file in it";
const REMEDY = "Send a zip of exactly one file, without a password, or compress the file with gzip.";

/** Takes the header of the first file. */
export async function readEntry(source: Source): Promise<Entry> {
  const head = await source.exactly(30, "zip");
  const flags = head.readUInt16LE(6);
  const [nameLength, extraLength] = [head.readUInt16LE(26), head.readUInt16LE(28)];
  const rest = await source.exactly(nameLength + extraLength, "zip");
  const name = Buffer.from(rest.subarray(0, nameLength));
  if (OFFICE.test(name.toString())) throw refused(ONE, "a spreadsheet", "Export the sheet as csv and send that.");
  if (flags & ENCRYPTED) throw refused(ONE, "an encrypted one", REMEDY);
  if (name.at(-1) === 0x2f) throw refused(ONE, "a folder", REMEDY);
  const sizes = { crc: head.readUInt32LE(14), packed: head.readUInt32LE(18), unpacked: head.readUInt32LE(22) };
  return {
    name,
    method: head.readUInt16LE(8),
    sizes: flags & DESCRIBED ? undefined : widened(sizes, rest.subarray(nameLength)),
  };
}

/** Sizes beyond 32 bits stand in the extra field 1. */
function widened(sizes: Sizes, extra: Buffer): Sizes {
  if (sizes.packed !== UNKNOWN && sizes.unpacked !== UNKNOWN) return sizes;
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1 || at + 20 > extra.length) continue;
    return {
      ...sizes,
      unpacked: Number(extra.readBigUInt64LE(at + 4)),
      packed: Number(extra.readBigUInt64LE(at + 12)),
    };
  }
  throw damaged("zip", "damaged data (no length)");
}

/**
 * Takes the descriptor behind the data. Its signature is optional and its lengths are of 4 or 8 bytes, which nothing says:
 * the one is meant that has the length found and the directory behind it.
 */
export async function readDescriptor(source: Source, found: Sizes): Promise<Sizes> {
  const bytes = await source.look(28);
  const start = bytes.length >= 4 && bytes.readUInt32LE(0) === DESCRIPTOR ? 4 : 0;
  for (const width of [4, 8]) {
    const end = start + 4 + 2 * width;
    if (bytes.length < end + 4) break;
    const number = (at: number) => (width === 4 ? bytes.readUInt32LE(at) : Number(bytes.readBigUInt64LE(at)));
    const sizes = { crc: bytes.readUInt32LE(start), packed: number(start + 4), unpacked: number(start + 4 + width) };
    const next = bytes.readUInt32LE(end);
    if (next !== DIRECTORY && next !== SECOND) continue;
    source.skip(end);
    return sizes;
  }
  throw damaged("zip", bytes.length < 28 ? EARLY_END : `damaged data (no length behind ${found.packed} bytes)`);
}

const SECOND = Buffer.from(FILE).readUInt32LE(0);

/** Takes the directory, which names the one file, and its end. */
export async function checkDirectory(source: Source, { name }: Entry): Promise<void> {
  const bytes = await source.look(MOST);
  const signature = (at: number) => (at + 4 <= bytes.length ? bytes.readUInt32LE(at) : undefined);
  const word = (at: number) => (at + 2 <= bytes.length ? bytes.readUInt16LE(at) : 0);
  const several = (at: number) => signature(at) === SECOND || signature(at) === DIRECTORY;
  if (signature(0) === SECOND) throw refused(ONE, "more than one", REMEDY);
  if (signature(0) !== DIRECTORY) throw damaged("zip", bytes.length < 4 ? EARLY_END : "damaged data (no directory)");
  let at = 46 + word(28) + word(30) + word(32);
  if (several(at)) throw refused(ONE, "more than one", REMEDY);
  if (signature(at) === END_64) at += 12 + (word(at + 4) + word(at + 6) * 2 ** 16);
  if (signature(at) === LOCATOR_64) at += 20;
  const end = at + 22 + word(at + 20);
  if (bytes.length < end) throw damaged("zip", EARLY_END);
  if (signature(at) !== END) throw damaged("zip", "damaged data (no end of its directory)");
  if (!bytes.subarray(46, 46 + word(28)).equals(name)) throw damaged("zip", "a directory that names another file");
  source.skip(end);
}
