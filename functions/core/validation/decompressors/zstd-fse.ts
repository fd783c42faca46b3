import { type BackwardBits, bitsAt, highestBit, ZstdError } from "./zstd-bits";

/** A table of finite state entropy: by state, its symbol, and from which state the next one counts by how many bits. */
export interface FseTable {
  readonly log: number;
  readonly symbols: Uint8Array;
  readonly bits: Uint8Array;
  readonly base: Uint16Array;
}

/** The table in which every symbol is `symbol`. */
export const constantTable = (symbol: number): FseTable => ({
  log: 0,
  symbols: Uint8Array.of(symbol),
  bits: new Uint8Array(1),
  base: new Uint16Array(1),
});

/** Reads how often each symbol occurs (RFC 8878, 4.1.1). @returns the table, and where what follows it begins */
export function readTable(bytes: Uint8Array, start: number, maxLog: number, maxSymbol: number): [FseTable, number] {
  const log = bitsAt(bytes, start * 8, 4) + 5;
  if (log > maxLog) throw new ZstdError("an accuracy that is too high");
  const counts: number[] = [];
  let at = start * 8 + 4;
  for (let left = 1 << log; left > 0; ) {
    const bits = highestBit(left + 1) + 1;
    const most = 2 ** bits - 1 - (left + 1);
    const low = bitsAt(bytes, at, bits - 1);
    let value = low;
    if (low < most) at += bits - 1;
    else {
      value = bitsAt(bytes, at, bits);
      if (value >= 2 ** (bits - 1)) value -= most;
      at += bits;
    }
    const count = value - 1;
    counts.push(count);
    left -= Math.abs(count);
    if (count === 0) {
      for (let zeros = 3; zeros === 3; at += 2) {
        zeros = bitsAt(bytes, at, 2);
        for (let zero = 0; zero < zeros; zero += 1) counts.push(0);
        if (counts.length > 256) break;
      }
    }
    if (counts.length > maxSymbol + 1 || at > bytes.length * 8 || left < 0) throw new ZstdError("a table of states");
  }
  return [buildTable(log, counts), (at + 7) >> 3];
}

/** @param counts by symbol; -1: less than once */
export function buildTable(log: number, counts: readonly number[]): FseTable {
  const size = 1 << log;
  const symbols = new Uint8Array(size);
  const next = counts.map((count) => Math.abs(count));
  let high = size - 1;
  counts.forEach((count, symbol) => {
    if (count === -1) symbols[high--] = symbol;
  });
  let position = 0;
  counts.forEach((count, symbol) => {
    for (let left = count; left > 0; left -= 1) {
      symbols[position] = symbol;
      do position = (position + (size >> 1) + (size >> 3) + 3) & (size - 1);
      while (position > high);
    }
  });
  if (position !== 0) throw new ZstdError("a table of states");
  const bits = new Uint8Array(size);
  const base = new Uint16Array(size);
  symbols.forEach((symbol, state) => {
    const count = next[symbol] as number;
    next[symbol] = count + 1;
    const width = log - highestBit(count);
    bits[state] = width;
    base[state] = (count << width) - size;
  });
  return { log, symbols, bits, base };
}

/** A state that walks through a table. */
export class FseState {
  private state: number;

  constructor(
    private readonly table: FseTable,
    private readonly source: BackwardBits,
  ) {
    this.state = source.read(table.log);
  }

  get symbol(): number {
    return this.table.symbols[this.state] as number;
  }

  /** How many bits the next state takes. */
  get width(): number {
    return this.table.bits[this.state] as number;
  }

  advance(): void {
    this.state = (this.table.base[this.state] as number) + this.source.read(this.width);
  }
}
