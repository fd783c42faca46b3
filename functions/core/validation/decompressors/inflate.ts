import { pipeline, Readable } from "node:stream";
import type { Gunzip, InflateRaw } from "node:zlib";
import type { Compression } from "../../documents";
import type { Limits } from "../limits";
import { checkRatio, damaged, EARLY_END, TRAILING } from "./faults";
import type { Source } from "./source";

export const CHUNK = 64 * 1024;

/**
 * What `engine` makes of `source`, up to where the compressed data end: the bytes behind are given back to the source,
 * since zlib stops there without a word.
 * @param name of the format, for the errors
 */
export async function* inflate(
  source: Source,
  engine: Gunzip | InflateRaw,
  name: Compression,
  limits: Limits,
): AsyncIterable<Uint8Array> {
  const fed = new Fed(source, engine);
  pipeline(Readable.from(fed.chunks()), engine, () => {});
  let out = 0;
  try {
    for await (const chunk of engine) {
      out += chunk.length;
      checkRatio(out, engine.bytesWritten, limits);
      yield chunk;
    }
  } catch (error) {
    throw corrupt(name, error);
  }
  await fed.giveBack();
}

/** What an engine was given and has not taken yet. */
class Fed {
  private readonly given: { end: number; chunk: Uint8Array }[] = [];
  private total = 0;
  private reading: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly source: Source,
    private readonly engine: { readonly bytesWritten: number },
  ) {}

  async *chunks(): AsyncIterable<Uint8Array> {
    for (;;) {
      const reading = this.source.some(CHUNK);
      this.reading = reading;
      const chunk = await reading;
      if (!chunk) return;
      while ((this.given[0]?.end ?? Number.POSITIVE_INFINITY) <= this.engine.bytesWritten) this.given.shift();
      this.total += chunk.length;
      this.given.push({ end: this.total, chunk });
      yield chunk;
    }
  }

  /** To be called once the engine has ended; `chunks` may still be waiting for one. */
  async giveBack(): Promise<void> {
    await this.reading;
    const left = this.total - this.engine.bytesWritten;
    if (left > 0) this.source.unread(Buffer.concat(this.given.map(({ chunk }) => chunk)).subarray(-left));
  }
}

function corrupt(name: Compression, error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "Z_BUF_ERROR") return damaged(name, EARLY_END);
  // The first header was recognised by its magic bytes, so a bad one comes after a complete member.
  if (message === "incorrect header check") return damaged(name, TRAILING);
  return code?.startsWith("Z_") ? damaged(name, `damaged data (${message})`) : error;
}
