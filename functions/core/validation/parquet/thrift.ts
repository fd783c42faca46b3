/** Deeper than a footer nests. */
const DEPTH = 16;

/**
 * Counts the values of a struct in Thrift's compact protocol, up to `most`. It builds none of them, since a list of a
 * million values may take a megabyte and their objects a hundred.
 * @throws RangeError for bytes that are no such struct
 */
export function countValues(bytes: Uint8Array, most: number): number {
  const counter = new Counter(bytes, most);
  counter.struct(0);
  return counter.count;
}

class Counter {
  count = 0;
  private at = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly most: number,
  ) {}

  struct(depth: number): void {
    if (depth > DEPTH) throw new RangeError("too deep");
    for (let head = this.byte(); (head & 15) !== 0 && this.count <= this.most; head = this.byte()) {
      if (head >> 4 === 0) this.varint();
      this.value(head & 15, depth, false);
    }
  }

  private value(type: number, depth: number, listed: boolean): void {
    this.count += 1;
    if (type <= 2) this.at += listed ? 1 : 0;
    else if (type === 3) this.at += 1;
    else if (type <= 6) while (this.byte() >= 128);
    else if (type === 7) this.at += 8;
    else if (type === 8) this.text();
    else if (type === 9) this.list(depth);
    else if (type === 12) this.struct(depth + 1);
    else throw new RangeError(`type ${type}`);
  }

  private text(): void {
    const length = this.varint();
    this.at += length;
  }

  private list(depth: number): void {
    if (depth > DEPTH) throw new RangeError("too deep");
    const head = this.byte();
    const size = head >> 4 === 15 ? this.varint() : head >> 4;
    for (let left = size; left > 0 && this.count <= this.most; left -= 1) {
      if (this.at >= this.bytes.length) throw new RangeError("the bytes end");
      this.value(head & 15, depth + 1, true);
    }
  }

  private varint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const next = this.byte();
      value += (next & 127) * 2 ** shift;
      if (next < 128) return value;
    }
    return Number.POSITIVE_INFINITY;
  }

  private byte(): number {
    const value = this.bytes[this.at];
    if (value === undefined) throw new RangeError("the bytes end");
    this.at += 1;
    return value;
  }
}
