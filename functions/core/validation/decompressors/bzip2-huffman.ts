import { type BitReader, BlockError } from "./bzip2-bits";

const LONGEST = 20;
/** Codes of at most so many bits, nearly all, are looked up at once. */
const QUICK = 10;

/** A canonical Huffman code, as its table of code lengths (1 to 20) defines it. */
export class Huffman {
  /** By the next QUICK bits: symbol and code length, `symbol << 5 | length`; 0 for longer codes. */
  private readonly quick = new Uint16Array(1 << QUICK);
  /** Symbols in the order of their codes. */
  private readonly symbols: Uint16Array;
  /** By length: the first code that is too large for it, and what to subtract from a code to find its symbol. */
  private readonly limit = new Int32Array(LONGEST + 1);
  private readonly offset = new Int32Array(LONGEST + 1);

  constructor(lengths: Uint8Array) {
    this.symbols = Uint16Array.from([...lengths.keys()].sort((a, b) => at(lengths, a) - at(lengths, b) || a - b));
    let code = 0;
    let index = 0;
    for (let length = 1; length <= LONGEST; length += 1) {
      this.offset[length] = code - index;
      for (; at(lengths, at(this.symbols, index)) === length; index += 1, code += 1) this.note(code, length, index);
      this.limit[length] = code;
      code <<= 1;
    }
  }

  private note(code: number, length: number, index: number): void {
    // More codes than the length has room for: what does not fit is never found.
    if (length > QUICK || code >= 1 << length) return;
    const entry = (at(this.symbols, index) << 5) | length;
    this.quick.fill(entry, code << (QUICK - length), (code + 1) << (QUICK - length));
  }

  next(bits: BitReader): number {
    const entry = at(this.quick, bits.look(QUICK));
    if (entry) {
      bits.skip(entry & 31);
      return entry >> 5;
    }
    const ahead = bits.look(LONGEST);
    for (let length = 1; length <= LONGEST; length += 1) {
      const code = ahead >>> (LONGEST - length);
      if (code >= at(this.limit, length)) continue;
      bits.skip(length);
      const symbol = this.symbols[code - at(this.offset, length)];
      if (symbol !== undefined) return symbol;
    }
    throw new BlockError("damaged data (an unknown code)");
  }
}

const at = (array: Uint8Array | Uint16Array | Int32Array, index: number) => array[index] as number;
