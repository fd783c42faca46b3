import makeHashes from "xxhash-wasm";
import type { Limits } from "../../limits";
import { checkRatio, damaged, EARLY_END, refused, TRAILING } from "../faults";
import { Source } from "../source";
import { ZstdError } from "../zstd-bits";
import { BLOCK, Blocks } from "../zstd-block";

const FRAME = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;
const CHECKED = 0x04;
/** What RFC 8878 asks of every decoder; more would be memory that a frame of a few bytes asks for. */
const WINDOW = 8 * 2 ** 20;

/** One or more zstd frames, one after the other; skippable frames, with which pzstd begins its files, are skipped (RFC 8878). */
export async function* decompress(chunks: AsyncIterable<Uint8Array>, limits: Limits): AsyncIterable<Uint8Array> {
  const source = new Source(chunks);
  const { create64 } = await makeHashes();
  const blocks = new Blocks();
  let out = 0;
  try {
    while (await nextFrame(source)) {
      const hash = create64();
      for await (const chunk of frame(source, blocks, hash)) {
        out += chunk.length;
        checkRatio(out, source.taken, limits);
        yield chunk;
      }
    }
  } finally {
    await source.close();
  }
}

/** Takes skippable frames. Whether one with content follows. */
async function nextFrame(source: Source): Promise<boolean> {
  for (;;) {
    const head = await source.look(8);
    const magic = head.length < 4 ? 0 : head.readUInt32LE(0);
    if (magic === FRAME) return true;
    if ((magic & ~15) >>> 0 !== SKIPPABLE) break;
    if (head.length < 8) throw damaged("zstd", EARLY_END);
    source.skip(8);
    for (let left = head.readUInt32LE(4); left > 0; left -= Math.min(left, BLOCK)) {
      await source.exactly(Math.min(left, BLOCK), "zstd");
    }
  }
  if (await source.hasMore()) throw damaged("zstd", TRAILING);
  return false;
}

interface Hash {
  update(bytes: Uint8Array): unknown;
  digest(): bigint;
}

async function* frame(source: Source, blocks: Blocks, hash: Hash): AsyncIterable<Uint8Array> {
  const { window, length, checked } = await readHeader(source);
  blocks.start(window);
  let out = 0;
  for (let last = false; !last; ) {
    const block = await readBlock(source, Math.min(window, BLOCK));
    last = block.last;
    const chunk = decode(blocks, block);
    hash.update(chunk);
    out += chunk.length;
    if (chunk.length) yield chunk;
  }
  if (length !== undefined && out !== length) throw damaged("zstd", "damaged data (the length)");
  if (!checked) return;
  const checksum = (await source.exactly(4, "zstd")).readUInt32LE(0);
  if (checksum !== Number(hash.digest() & 0xffffffffn)) throw damaged("zstd", "damaged data (the checksum)");
}

interface Header {
  /** How far back the data may point, in bytes. */
  window: number;
  /** Of the content, where the frame says it. */
  length: number | undefined;
  checked: boolean;
}

async function readHeader(source: Source): Promise<Header> {
  const flags = (await source.look(5))[4];
  if (flags === undefined) throw damaged("zstd", EARLY_END);
  if (flags & 0x08) throw damaged("zstd", "damaged data (a reserved bit)");
  if (flags & 0x03)
    throw refused("a zstd file that stands alone", "one that needs a dictionary", "Compress it without.");
  const single = (flags & 0x20) !== 0;
  const lengthBytes = [single ? 1 : 0, 2, 4, 8][flags >> 6] as number;
  const start = single ? 5 : 6;
  const header = await source.exactly(start + lengthBytes, "zstd");
  const length = lengthBytes ? readLength(header.subarray(start)) : undefined;
  const window = single ? (length as number) : windowOf(header[5] as number);
  if (window > WINDOW) {
    const remedy = "Compress the file without --long and --ultra and send it again.";
    throw refused("a zstd file with a window of at most 8 MiB", `one of ${Math.ceil(window / 2 ** 20)} MiB`, remedy);
  }
  return { window, length, checked: (flags & CHECKED) !== 0 };
}

function readLength(bytes: Buffer): number {
  if (bytes.length === 8) return Number(bytes.readBigUInt64LE(0));
  return bytes.readUIntLE(0, bytes.length) + (bytes.length === 2 ? 256 : 0);
}

const windowOf = (byte: number) => 2 ** (10 + (byte >> 3)) * (1 + (byte & 7) / 8);

interface Packed {
  type: number;
  size: number;
  bytes: Buffer;
  last: boolean;
}

async function readBlock(source: Source, most: number): Promise<Packed> {
  const head = (await source.exactly(3, "zstd")).readUIntLE(0, 3);
  const [type, size] = [(head >> 1) & 3, head >> 3];
  if (type === 3 || size > most) throw damaged("zstd", "damaged data (a block header)");
  return { type, size, bytes: await source.exactly(type === 1 ? 1 : size, "zstd"), last: (head & 1) === 1 };
}

function decode(blocks: Blocks, { type, bytes, size }: Packed): Uint8Array {
  try {
    return blocks.decode(type, bytes, size);
  } catch (error) {
    throw error instanceof ZstdError ? damaged("zstd", error.message) : error;
  }
}
