/**
 * Reads the first `count` bytes without losing them.
 * @returns those bytes (fewer when the stream is shorter) and a stream of all bytes, these included.
 */
export async function peek(
  chunks: AsyncIterable<Uint8Array>,
  count: number,
): Promise<{ head: Uint8Array; all: AsyncIterable<Uint8Array> }> {
  const source = chunks[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < count) {
    const next = await source.next();
    if (next.done) break;
    head = Buffer.concat([head, next.value]);
  }
  async function* all() {
    try {
      if (head.length) yield head;
      for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
    } finally {
      // Closes the connection behind the stream when the reading stops early.
      await source.return?.();
    }
  }
  return { head: head.subarray(0, count), all: all() };
}
