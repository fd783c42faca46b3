import { BackwardBits, ZstdError } from "./zstd-bits";
import { buildTable, constantTable, FseState, type FseTable, readTable } from "./zstd-fse";

/** `literals` to copy, then `length` bytes from so far back as the offset `code` and its `extra` bits say. */
export type OnSequence = (literals: number, length: number, offset: number) => void;

/** Extra bits and least value by code (RFC 8878, 3.1.1.3.2.1). */
const extras = (plain: number, groups: readonly (readonly [bits: number, codes: number])[]) =>
  Uint8Array.from([
    ...Array<number>(plain).fill(0),
    ...groups.flatMap(([bits, codes]) => Array<number>(codes).fill(bits)),
  ]);
const bases = (bits: Uint8Array, least: number) => {
  let next = least;
  return Uint32Array.from(bits, (width) => {
    const base = next;
    next += 2 ** width;
    return base;
  });
};
const rising = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => [from + at, 1] as const);
const LITERAL_BITS = extras(16, [[1, 4], [2, 2], [3, 2], [4, 1], ...rising(6, 16)]);
const LITERAL_BASE = bases(LITERAL_BITS, 0);
const MATCH_BITS = extras(32, [[1, 4], [2, 2], [3, 2], [4, 2], [5, 1], ...rising(7, 16)]);
const MATCH_BASE = bases(MATCH_BITS, 3);
/** Beyond every window that is accepted. */
const MAX_OFFSET_CODE = 24;

const repeat = (count: number, times: number) => Array<number>(times).fill(count);
/** Tables to use without reading any (RFC 8878, 3.1.1.3.2.2), in the order in which tables stand in a block. */
const KINDS = [
  {
    maxLog: 9,
    maxSymbol: 35,
    given: buildTable(6, [
      4,
      3,
      ...repeat(2, 6),
      ...repeat(2, 5),
      1,
      1,
      1,
      ...repeat(2, 9),
      3,
      2,
      ...repeat(1, 5),
      ...repeat(-1, 4),
    ]),
  },
  {
    maxLog: 8,
    maxSymbol: 31,
    given: buildTable(5, [...repeat(1, 6), 2, 2, 2, ...repeat(1, 15), ...repeat(-1, 5)]),
  },
  {
    maxLog: 9,
    maxSymbol: 52,
    given: buildTable(6, [1, 4, 3, ...repeat(2, 6), ...repeat(1, 37), ...repeat(-1, 7)]),
  },
] as const;

/** Reads the sequences of one block after another: a block may use the tables of the one before. */
export class Sequences {
  private tables: (FseTable | undefined)[] = [];

  /** @param bytes the block from its number of sequences on, of which there are some */
  read(bytes: Uint8Array, each: OnSequence): void {
    const [count, at] = readCount(bytes);
    const modes = bytes[at] ?? 0;
    if (modes & 3) throw new ZstdError("a reserved bit");
    let next = at + 1;
    this.tables = KINDS.map((kind, index) => {
      const mode = (modes >> (6 - 2 * index)) & 3;
      if (mode === 0) return kind.given;
      if (mode === 3) return this.tables[index];
      if (mode === 1) {
        const symbol = bytes[next++] ?? 255;
        if (symbol > kind.maxSymbol) throw new ZstdError("an unknown symbol");
        return constantTable(symbol);
      }
      const [table, end] = readTable(bytes, next, kind.maxLog, kind.maxSymbol);
      next = end;
      return table;
    });
    this.walk(count, new BackwardBits(bytes.subarray(next)), each);
  }

  private walk(count: number, bits: BackwardBits, each: OnSequence): void {
    const [literals, offset, match] = this.tables.map((table) => {
      if (!table) throw new ZstdError("no table to repeat");
      return new FseState(table, bits);
    }) as [FseState, FseState, FseState];
    for (let left = count; left > 0; left -= 1) {
      const code = offset.symbol;
      if (code > MAX_OFFSET_CODE) throw new ZstdError("an offset beyond its window");
      const distance = 2 ** code + bits.read(code);
      const length = (MATCH_BASE[match.symbol] as number) + bits.read(MATCH_BITS[match.symbol] as number);
      each(
        (LITERAL_BASE[literals.symbol] as number) + bits.read(LITERAL_BITS[literals.symbol] as number),
        length,
        distance,
      );
      if (left === 1) break;
      literals.advance();
      match.advance();
      offset.advance();
    }
    if (bits.left !== 0) throw new ZstdError("sequences that do not end with their bits");
  }
}

/** @returns how many, and where what follows begins */
export function readCount(bytes: Uint8Array): [number, number] {
  const [first = 0, second = 0, third = 0] = bytes;
  if (first < 128) return [first, 1];
  return first < 255 ? [((first - 128) << 8) + second, 2] : [second + (third << 8) + 0x7f00, 3];
}
