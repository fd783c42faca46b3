import { type BitReader, BlockError } from "./bzip2-bits";
import { Huffman } from "./bzip2-huffman";

const GROUP = 50;
const RUN_B = 1;
const CHUNK = 65_536;
/** CRC-32 with the highest bit first, polynomial 0x04C11DB7. */
const CRC = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc;
});

/** One block at a time; see https://github.com/dsnet/compress/blob/master/doc/bzip2-format.pdf */
export class Block {
  /** The bytes after the Burrows-Wheeler transform; then, above each of them, the index of its successor. */
  private readonly links = new Uint32Array(900_000);
  private readonly counts = new Int32Array(256);
  private length = 0;
  private origin = 0;
  /** Of the content given, once it has been given whole. */
  checksum = 0;

  /** The most that a block of this stream holds, in bytes. */
  size = 0;

  /** Reads the block whose header and checksum have been taken. */
  read(bits: BitReader): void {
    if (bits.read(1)) fail("a randomised block, which no bzip2 since 1997 writes");
    this.origin = bits.read(24);
    const bytes = readBytes(bits);
    const groups = bits.read(3);
    const count = bits.read(15);
    if (groups < 2 || groups > 6 || count === 0 || bytes.length === 0) fail("its tables");
    const selectors = readSelectors(bits, groups, count);
    const tables = Array.from({ length: groups }, () => new Huffman(readLengths(bits, bytes.length + 2)));
    this.readSymbols(bits, bytes, selectors, tables);
    if (this.origin >= this.length) fail("its origin");
    this.link();
  }

  private readSymbols(bits: BitReader, bytes: Uint8Array, selectors: Uint8Array, tables: Huffman[]): void {
    const end = bytes.length + 1;
    this.counts.fill(0);
    this.length = 0;
    for (let group = 0; group < selectors.length; group += 1) {
      const table = tables[selectors[group] as number] as Huffman;
      for (let left = GROUP; left > 0; left -= 1) {
        const symbol = table.next(bits);
        if (symbol <= RUN_B) this.addRun(symbol);
        else {
          this.flushRun(bytes[0] as number);
          if (symbol === end) return;
          this.flush(toFront(bytes, symbol - 1), 1);
        }
      }
    }
    fail("no end of its symbols");
  }

  /** A run of the first byte is written as a number, its digits 1 and 2, the lowest first. */
  private run = 0;
  private weight = 1;

  private addRun(symbol: number): void {
    this.run += this.weight * (symbol + 1);
    this.weight *= 2;
    if (this.run > this.size) fail("a run longer than the block");
  }

  private flushRun(byte: number): void {
    if (this.run) this.flush(byte, this.run);
    this.run = 0;
    this.weight = 1;
  }

  private flush(byte: number, times: number): void {
    if (this.length + times > this.size) fail("more than its size");
    if (times === 1) this.links[this.length] = byte;
    else this.links.fill(byte, this.length, this.length + times);
    this.length += times;
    (this.counts[byte] as number) += times;
  }

  /** Inverts the transform: sorted by byte, the n-th occurrence of a byte succeeds the n-th in the first column. */
  private link(): void {
    const { links, counts } = this;
    let before = 0;
    for (let byte = 0; byte < 256; byte += 1) {
      const count = counts[byte] as number;
      counts[byte] = before;
      before += count;
    }
    for (let at = 0; at < this.length; at += 1) {
      const byte = (links[at] as number) & 255;
      const place = counts[byte] as number;
      links[place] = (links[place] as number) | (at << 8);
      counts[byte] = place + 1;
    }
  }

  /** The content, in chunks: after four equal bytes, the next one says how many more follow. */
  *content(): Iterable<Uint8Array> {
    const { links } = this;
    let out = Buffer.allocUnsafe(CHUNK);
    let used = 0;
    let crc = -1;
    let same = 0;
    let previous = -1;
    let link = links[this.origin] as number;
    for (let left = this.length; left > 0; left -= 1) {
      link = links[link >>> 8] as number;
      const byte = link & 255;
      let times = 1;
      if (same === 4) {
        times = byte;
        same = 0;
      } else {
        same = byte === previous ? same + 1 : 1;
        previous = byte;
      }
      if (used + times > CHUNK) {
        yield out.subarray(0, used);
        out = Buffer.allocUnsafe(CHUNK);
        used = 0;
      }
      for (; times > 0; times -= 1) {
        out[used] = previous;
        used += 1;
        crc = (crc << 8) ^ (CRC[(crc >>> 24) ^ previous] as number);
      }
      if (same === 0) previous = -1;
    }
    this.checksum = ~crc;
    yield out.subarray(0, used);
  }
}

/** Which bytes occur, in ascending order. */
function readBytes(bits: BitReader): Uint8Array {
  const rows = bits.read(16);
  const found: number[] = [];
  for (let row = 0; row < 16; row += 1) {
    const columns = rows & (0x8000 >> row) ? bits.read(16) : 0;
    for (let column = 0; column < 16; column += 1) if (columns & (0x8000 >> column)) found.push(16 * row + column);
  }
  return Uint8Array.from(found);
}

/** Which table decodes each group of 50 symbols. */
function readSelectors(bits: BitReader, groups: number, count: number): Uint8Array {
  const order = Uint8Array.from({ length: groups }, (_, group) => group);
  return Uint8Array.from({ length: count }, () => {
    let at = 0;
    for (; bits.read(1); at += 1) if (at + 1 >= groups) fail("its selectors");
    return toFront(order, at);
  });
}

function readLengths(bits: BitReader, count: number): Uint8Array {
  let length = bits.read(5);
  return Uint8Array.from({ length: count }, () => {
    for (;;) {
      if (length < 1 || length > 20) fail("a code's length");
      if (!bits.read(1)) return length;
      length += bits.read(1) ? -1 : 1;
    }
  });
}

/** Moves what stands at `at` to the front, and returns it. */
function toFront(list: Uint8Array, at: number): number {
  const found = list[at] as number;
  list.copyWithin(1, 0, at);
  list[0] = found;
  return found;
}

function fail(what: string): never {
  throw new BlockError(`damaged data (${what})`);
}
