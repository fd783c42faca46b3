/** Bytes as they are stored. */
export const decompress = (chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> => chunks;
