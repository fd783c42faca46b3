import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import type { Limits } from "../limits";
import { Unreadable } from "../problems";
import type { Decompressor } from ".";

const CHUNK = 64 * 1024;
const SEND_AGAIN = "Compress the file again, check it with `gzip -t` and send it again.";

/** One or more gzip members, one after the other. Zero bytes after the last one are padding; anything else is refused. */
export const gzip: Decompressor = { name: "gzip", magic: [0x1f, 0x8b], decompress: gunzip };

async function* gunzip(chunks: AsyncIterable<Uint8Array>, limits: Limits): AsyncIterable<Uint8Array> {
  const source = chunks[Symbol.asyncIterator]();
  const engine = createGunzip({ chunkSize: CHUNK });
  const unread = new Unread(source, engine);
  pipeline(Readable.from(unread.follow()), engine, () => {});
  let out = 0;
  try {
    for await (const chunk of engine) {
      out += chunk.length;
      if (out > limits.ratioFloor && out > limits.ratio * engine.bytesWritten) throw bomb(limits);
      yield chunk;
    }
    if (await unread.hasContent()) throw damaged(TRAILING);
  } catch (error) {
    throw corrupt(error);
  } finally {
    await source.return?.();
  }
}

/**
 * What the engine was given and did not take. Node's zlib stops without a word at a zero byte after a member, so
 * whatever follows has to be looked at here.
 */
class Unread {
  private readonly given: { end: number; chunk: Uint8Array }[] = [];
  private total = 0;

  constructor(
    private readonly source: AsyncIterator<Uint8Array>,
    private readonly engine: { readonly bytesWritten: number },
  ) {}

  async *follow(): AsyncIterable<Uint8Array> {
    for (let next = await this.source.next(); !next.done; next = await this.source.next()) {
      while ((this.given[0]?.end ?? Number.POSITIVE_INFINITY) <= this.engine.bytesWritten) this.given.shift();
      this.total += next.value.length;
      this.given.push({ end: this.total, chunk: next.value });
      yield next.value;
    }
  }

  /** To be asked once the engine has ended. The rest of the source comes first: `follow` may still be waiting for a chunk. */
  async hasContent(): Promise<boolean> {
    for (let next = await this.source.next(); !next.done; next = await this.source.next()) {
      if (hasContent(next.value)) return true;
    }
    const taken = this.engine.bytesWritten;
    return this.given.some(({ end, chunk }) =>
      hasContent(chunk.subarray(Math.max(0, chunk.length - Math.max(0, end - taken)))),
    );
  }
}

const hasContent = (bytes: Uint8Array) => bytes.some((byte) => byte !== 0);

function corrupt(error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "Z_BUF_ERROR") return damaged("data that ends too early");
  // The first header was recognised by its magic bytes, so a bad one comes after a complete member.
  if (message === "incorrect header check") return damaged(TRAILING);
  return code?.startsWith("Z_") ? damaged(`damaged data (${message})`) : error;
}

const TRAILING = "bytes after the end of the compressed data";

const damaged = (found: string) =>
  new Unreadable(null, { column: null, rule: "compression", expected: "a complete gzip file", found }, SEND_AGAIN);

const bomb = ({ ratio }: Limits) =>
  new Unreadable(
    null,
    {
      column: null,
      rule: "compression_ratio",
      expected: `at most ${ratio} bytes from each compressed byte`,
      found: "more",
    },
    "Send the file without compression, or in several files.",
  );
