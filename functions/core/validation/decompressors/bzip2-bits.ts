import { SluiceError } from "../../errors";

/** What is wrong with the data, as the words after "found". */
export class BlockError extends SluiceError {
  override readonly name = "BlockError";
}

/** Bits from bytes, the highest first. */
export class BitReader {
  private at: number;
  private held = 0;
  private count = 0;

  /** @param start in bits; `ends`: what it means that the bytes are used up */
  constructor(
    private readonly bytes: Uint8Array,
    start: number,
    private readonly ends: string,
  ) {
    this.at = start >> 3;
    if (start % 8) this.read(start % 8);
  }

  /** In bits, from the first byte. */
  get position(): number {
    return this.at * 8 - this.count;
  }

  /** The next `count` (at most 24) bits as a number. */
  read(count: number): number {
    const value = this.look(count);
    this.skip(count);
    return value;
  }

  /** The same without taking them; zeros stand for those beyond the last byte. */
  look(count: number): number {
    while (this.count < count) {
      this.held = (this.held << 8) | (this.bytes[this.at] ?? 0);
      this.at += 1;
      this.count += 8;
    }
    return (this.held >>> (this.count - count)) & ((1 << count) - 1);
  }

  skip(count: number): void {
    this.count -= count;
    if (this.position > this.bytes.length * 8) throw new BlockError(this.ends);
  }
}
