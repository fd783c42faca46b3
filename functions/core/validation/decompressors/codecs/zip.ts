import { crc32, createInflateRaw } from "node:zlib";
import type { Limits } from "../../limits";
import { damaged, EARLY_END, refused, TRAILING } from "../faults";
import { CHUNK, inflate } from "../inflate";
import { Source } from "../source";
import { checkDirectory, type Entry, readDescriptor, readEntry, type Sizes } from "../zip-headers";

/** A zip file of exactly one file, deflated or stored, read from its front as it comes; then its directory is checked. */
export async function* decompress(chunks: AsyncIterable<Uint8Array>, limits: Limits): AsyncIterable<Uint8Array> {
  const source = new Source(chunks);
  try {
    const entry = await readEntry(source);
    const start = source.taken;
    const found: Sizes = { crc: 0, packed: 0, unpacked: 0 };
    for await (const chunk of content(source, entry, limits)) {
      found.crc = crc32(chunk, found.crc);
      found.unpacked += chunk.length;
      yield chunk;
    }
    found.packed = source.taken - start;
    await checkSizes(source, entry, found);
    await checkDirectory(source, entry);
    if (await source.hasMore()) throw damaged("zip", TRAILING);
  } finally {
    await source.close();
  }
}

function content(source: Source, { method, sizes }: Entry, limits: Limits): AsyncIterable<Uint8Array> {
  if (method === 8) return inflate(source, createInflateRaw({ chunkSize: CHUNK }), "zip", limits);
  if (method === 0 && sizes) return stored(source, sizes.packed);
  const found = method === 0 ? "a stored file without its length" : `compression method ${method}`;
  throw refused("a zip file that is deflated", found, "Send a zip as every zip program writes it, or gzip.");
}

async function* stored(source: Source, length: number): AsyncIterable<Uint8Array> {
  for (let left = length; left > 0; ) {
    const bytes = await source.some(Math.min(left, CHUNK));
    if (!bytes) throw damaged("zip", EARLY_END);
    left -= bytes.length;
    yield bytes;
  }
}

async function checkSizes(source: Source, { sizes }: Entry, found: Sizes): Promise<void> {
  const declared = sizes ?? (await readDescriptor(source, found));
  if (declared.crc !== found.crc) throw damaged("zip", "damaged data (the checksum)");
  const same = declared.packed === found.packed && declared.unpacked === found.unpacked;
  if (!same) throw damaged("zip", "damaged data (the length)");
}
