import { createGunzip } from "node:zlib";
import type { Limits } from "../limits";
import type { Decompressor } from ".";
import { damaged, TRAILING } from "./faults";
import { CHUNK, inflate } from "./inflate";
import { Source } from "./source";

/** One or more gzip members, one after the other. Zero bytes after the last one are padding; anything else is refused. */
export const gzip: Decompressor = { name: "gzip", magic: [0x1f, 0x8b], decompress: gunzip };

async function* gunzip(chunks: AsyncIterable<Uint8Array>, limits: Limits): AsyncIterable<Uint8Array> {
  const source = new Source(chunks);
  try {
    yield* inflate(source, createGunzip({ chunkSize: CHUNK }), "gzip", limits);
    if (await source.hasContent()) throw damaged("gzip", TRAILING);
  } finally {
    await source.close();
  }
}
