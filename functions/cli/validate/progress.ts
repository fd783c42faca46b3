import { progressLine } from "../progress";
import type { Source } from "./source";

const EVERY_MS = 200;
const MEGABYTE = 1e6;

/** The source's bytes, with a line on a terminal that says how far they are read. Call `done` at the end. */
export function watch({ name, size, chunks }: Source): { chunks: AsyncIterable<Uint8Array>; done(): void } {
  const line = progressLine();
  const started = Date.now();
  let shown = started;
  async function* counted() {
    let read = 0;
    for await (const chunk of chunks()) {
      read += chunk.length;
      yield chunk;
      if (Date.now() - shown < EVERY_MS) continue;
      shown = Date.now();
      line.update(progressText(name, read, size, (shown - started) / 1000));
    }
  }
  return { chunks: counted(), done: line.clear };
}

/** `Checking orders.csv ... 45 % of 151 MB, 70 MB/s`; without a known size, the bytes read so far. */
export function progressText(name: string, read: number, size: number | null, seconds: number): string {
  const speed = `${(read / MEGABYTE / seconds).toFixed(0)} MB/s`;
  const far = size
    ? `${Math.floor((100 * read) / size)} % of ${(size / MEGABYTE).toFixed(0)} MB`
    : `${(read / MEGABYTE).toFixed(0)} MB`;
  return `Checking ${name} ... ${far}, ${speed}`;
}
