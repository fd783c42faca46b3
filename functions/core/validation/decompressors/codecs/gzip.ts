import { createGunzip } from "node:zlib";
import type { Limits } from "../../limits";
import { damaged, TRAILING } from "../faults";
import { CHUNK, inflate } from "../inflate";
import { Source } from "../source";

/** One or more gzip members, one after the other. Anything after the last one is refused, zero bytes too: Spark cannot read them. */
export async function* decompress(chunks: AsyncIterable<Uint8Array>, limits: Limits): AsyncIterable<Uint8Array> {
  const source = new Source(chunks);
  try {
    yield* inflate(source, createGunzip({ chunkSize: CHUNK }), "gzip", limits);
    if (await source.hasMore()) throw damaged("gzip", TRAILING);
  } finally {
    await source.close();
  }
}
