const isContinuation = (byte = 0) => (byte & 0b1100_0000) === 0b1000_0000;

/** The beginning of a text that takes at most so many bytes in UTF-8, without half a character at its end. */
export function cutToBytes(text: string, bytes: number): string {
  const all = Buffer.from(text);
  if (all.length <= bytes) return text;
  let end = bytes;
  while (isContinuation(all[end])) end -= 1;
  return all.subarray(0, end).toString();
}
