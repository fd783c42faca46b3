import { SluiceError } from "../../errors";

/** What is wrong with a block, as the words after "found". */
export class ZstdError extends SluiceError {
  override readonly name = "ZstdError";

  constructor(what: string) {
    super(`damaged data (${what})`);
  }
}

/** Bits of a little-endian stream, read from its end to its start; its last byte marks where it begins with a 1. */
export class BackwardBits {
  /** How many bits are left. */
  left: number;

  constructor(private readonly bytes: Uint8Array) {
    const last = bytes.at(-1);
    if (!last) throw new ZstdError("a stream of bits without its mark");
    this.left = bytes.length * 8 - 8 + highestBit(last);
  }

  /** The next `count` (at most 24) bits. */
  read(count: number): number {
    this.left -= count;
    if (this.left < 0) throw new ZstdError("a stream of bits that ends too early");
    return bitsAt(this.bytes, this.left, count);
  }

  /** The next `count` (at most 16) bits, which stay there; zeros stand for those before the first. */
  look(count: number): number {
    return bitsAt(this.bytes, this.left - count, count);
  }
}

/** `count` bits of which the lowest has the number `at`; it may be negative, and bits beyond either end are 0. */
export function bitsAt(bytes: Uint8Array, at: number, count: number): number {
  const from = at >> 3;
  const four =
    (bytes[from] ?? 0) |
    ((bytes[from + 1] ?? 0) << 8) |
    ((bytes[from + 2] ?? 0) << 16) |
    ((bytes[from + 3] ?? 0) << 24);
  return (four >>> (at & 7)) & ((1 << count) - 1);
}

export const highestBit = (value: number) => 31 - Math.clz32(value);
