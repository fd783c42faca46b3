import type { Compression } from "../../documents";
import { damaged, EARLY_END } from "./faults";

/** Bytes asked for by count, from a stream that gives them in chunks of its own sizes. */
export class Source {
  /** Bytes taken so far. */
  taken = 0;
  private held: Buffer = Buffer.alloc(0);
  private readonly chunks: AsyncIterator<Uint8Array>;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.chunks = chunks[Symbol.asyncIterator]();
  }

  /** The next `count` bytes, which stay there: fewer when the stream ends before. */
  async look(count: number): Promise<Buffer> {
    if (this.held.length < count) {
      const parts = [this.held];
      let length = this.held.length;
      while (length < count) {
        const next = await this.chunks.next();
        if (next.done) break;
        parts.push(Buffer.from(next.value.buffer, next.value.byteOffset, next.value.length));
        length += next.value.length;
      }
      if (parts.length > 1) this.held = Buffer.concat(parts, length);
    }
    return this.held.subarray(0, count);
  }

  /** Whatever comes next, at most `count` bytes of it and at least one; `undefined` at the end. They are taken. */
  async some(count: number): Promise<Buffer | undefined> {
    await this.look(1);
    const bytes = this.held.subarray(0, count);
    this.skip(bytes.length);
    return bytes.length ? bytes : undefined;
  }

  /** Takes exactly `count` bytes. @throws Unreadable when a file of format `name` ends before */
  async exactly(count: number, name: Compression): Promise<Buffer> {
    const bytes = await this.look(count);
    if (bytes.length < count) throw damaged(name, EARLY_END);
    this.skip(count);
    return bytes;
  }

  /** Takes `count` bytes that were looked at. */
  skip(count: number): void {
    this.held = this.held.subarray(count);
    this.taken += count;
  }

  /** Gives back the last bytes taken. */
  unread(bytes: Uint8Array): void {
    this.held = Buffer.concat([bytes, this.held]);
    this.taken -= bytes.length;
  }

  /** Whether anything is left. */
  async hasMore(): Promise<boolean> {
    return (await this.look(1)).length > 0;
  }

  /** Closes the connection behind the stream. */
  async close(): Promise<void> {
    await this.chunks.return?.();
  }
}
