import type { Limits } from "../../limits";
import { BitReader, BlockError } from "../bzip2-bits";
import { Block } from "../bzip2-block";
import { checkRatio, damaged, EARLY_END, TRAILING } from "../faults";
import { Source } from "../source";

const STREAM = [0x42, 0x5a, 0x68];
const BLOCK = 0x314159265359;
const END = 0x177245385090;
/** No block of 100,000 bytes is longer, compressed: symbols of 20 bits; and selectors, tables, the end of the stream. */
const SYMBOLS = 250_000;
const TABLES = 100_000;

/**
 * One or more bzip2 streams, one after the other (pbzip2 writes as many as there are blocks).
 * Written here because of the decoders on npm unbzip2-stream takes 1.2 GB for a block of zeros (45 bytes, from which
 * 46 MB come), and seek-bzip wants the whole file at once; this one is also the fastest of the three.
 */
export async function* decompress(chunks: AsyncIterable<Uint8Array>, limits: Limits): AsyncIterable<Uint8Array> {
  const source = new Source(chunks);
  const block = new Block();
  let out = 0;
  try {
    do {
      for await (const chunk of stream(source, block)) {
        out += chunk.length;
        checkRatio(out, source.taken, limits);
        yield chunk;
      }
    } while (await another(source));
  } catch (error) {
    throw error instanceof BlockError ? damaged("bzip2", error.message) : error;
  } finally {
    await source.close();
  }
}

/** Whether a further stream follows. */
async function another(source: Source): Promise<boolean> {
  const next = await source.look(STREAM.length);
  if (next.length === STREAM.length && STREAM.every((byte, at) => next[at] === byte)) return true;
  if (await source.hasMore()) throw damaged("bzip2", TRAILING);
  return false;
}

/** Blocks follow each other bit by bit: `bit` is where in the first byte of the source the next one begins. */
async function* stream(source: Source, block: Block): AsyncIterable<Uint8Array> {
  const level = ((await source.look(4))[3] ?? 0) - 0x30;
  if (!(level >= 1 && level <= 9)) throw new BlockError("damaged data (no block size)");
  source.skip(4);
  block.size = level * 100_000;
  const most = level * SYMBOLS + TABLES;
  let bit = 0;
  for (let check = 0; ; ) {
    const bytes = await source.look(most);
    const bits = new BitReader(bytes, bit, bytes.length < most ? EARLY_END : "damaged data (a block without end)");
    const kind = bits.read(24) * 2 ** 24 + bits.read(24);
    const declared = (bits.read(16) * 2 ** 16 + bits.read(16)) | 0;
    if (kind === END) {
      if (declared !== check) throw new BlockError("damaged data (the stream's checksum)");
      source.skip(Math.ceil(bits.position / 8));
      return;
    }
    if (kind !== BLOCK) throw new BlockError("damaged data (no block header)");
    block.read(bits);
    // Taken before its content is given, for the ratio of the two.
    source.skip(Math.floor(bits.position / 8));
    bit = bits.position % 8;
    yield* block.content();
    if (block.checksum !== declared) throw new BlockError("damaged data (a block's checksum)");
    check = ((check << 1) | (check >>> 31)) ^ declared;
  }
}
