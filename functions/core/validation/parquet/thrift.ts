/** Deeper than a footer nests. */
const DEPTH = 16;

/**
 * How many values a struct in Thrift's compact protocol holds, as far as `most`: read without making anything of them,
 * since a list of a million values may take a megabyte and their objects a hundred.
 * @throws RangeError for what is no such struct
 */
export function countValues(bytes: Uint8Array, most: number): number {
  let at = 0;
  let count = 0;
  struct(0);
  return count;

  function byte(): number {
    const value = bytes[at++];
    if (value === undefined) throw new RangeError("the bytes end");
    return value;
  }

  function varint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const next = byte();
      value += (next & 127) * 2 ** shift;
      if (next < 128) return value;
    }
    return Number.POSITIVE_INFINITY;
  }

  function skip(length: number): void {
    at += length;
  }

  function struct(depth: number): void {
    if (depth > DEPTH) throw new RangeError("too deep");
    for (let head = byte(); (head & 15) !== 0 && count <= most; head = byte()) {
      if (head >> 4 === 0) varint();
      value(head & 15, depth, false);
    }
  }

  function value(type: number, depth: number, listed: boolean): void {
    count += 1;
    if (type <= 2) at += listed ? 1 : 0;
    else if (type === 3) at += 1;
    else if (type <= 6) while (byte() >= 128);
    else if (type === 7) at += 8;
    else if (type === 8) skip(varint());
    else if (type === 9) list(depth);
    else if (type === 12) struct(depth + 1);
    else throw new RangeError(`type ${type}`);
  }

  function list(depth: number): void {
    if (depth > DEPTH) throw new RangeError("too deep");
    const head = byte();
    const size = head >> 4 === 15 ? varint() : head >> 4;
    for (let left = size; left > 0 && count <= most; left -= 1) {
      if (at >= bytes.length) throw new RangeError("the bytes end");
      value(head & 15, depth + 1, true);
    }
  }
}
