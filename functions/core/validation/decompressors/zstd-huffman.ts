import { BackwardBits, highestBit, ZstdError } from "./zstd-bits";
import { FseState, type FseTable, readTable } from "./zstd-fse";

const LONGEST = 11;

/** By the next `log` bits: the symbol and how many of them are its code. */
export interface HuffmanTable {
  readonly log: number;
  readonly symbols: Uint8Array;
  readonly bits: Uint8Array;
}

/** Reads the table that begins at `start` (RFC 8878, 4.2.1). @returns it, and where what follows it begins */
export function readHuffman(bytes: Uint8Array, start: number): [HuffmanTable, number] {
  const head = bytes[start] ?? 0;
  if (head >= 128) {
    const count = head - 127;
    const half = (at: number) => ((bytes[start + 1 + (at >> 1)] ?? 0) >> (at % 2 ? 0 : 4)) & 15;
    const weights = Array.from({ length: count }, (_, at) => half(at));
    return [buildHuffman(weights), start + 1 + ((count + 1) >> 1)];
  }
  const end = start + 1 + head;
  if (end > bytes.length) throw new ZstdError("a table of codes");
  const [table, at] = readTable(bytes.subarray(0, end), start + 1, 6, 255);
  return [buildHuffman(readWeights(table, new BackwardBits(bytes.subarray(at, end)))), end];
}

/** Two states take turns until the bits are used up; the last state of the other one is a weight, too. */
function readWeights(table: FseTable, bits: BackwardBits): number[] {
  const weights: number[] = [];
  let [now, other] = [new FseState(table, bits), new FseState(table, bits)];
  while (weights.length <= 255) {
    weights.push(now.symbol);
    if (now.width > bits.left) {
      weights.push(other.symbol);
      return weights;
    }
    now.advance();
    [now, other] = [other, now];
  }
  throw new ZstdError("a table of codes");
}

/** The last weight is what is missing to a power of two. */
function buildHuffman(weights: readonly number[]): HuffmanTable {
  const sum = weights.reduce((total, weight) => total + ((1 << weight) >> 1), 0);
  const log = highestBit(sum) + 1;
  const missing = (1 << log) - sum;
  const valid = sum > 0 && log <= LONGEST && (missing & (missing - 1)) === 0 && weights.length <= 255;
  if (!valid) throw new ZstdError("a table of codes");
  const all = [...weights, highestBit(missing) + 1];
  const symbols = new Uint8Array(1 << log);
  const bits = new Uint8Array(1 << log);
  let at = 0;
  for (let weight = 1; weight <= log; weight += 1) {
    all.forEach((own, symbol) => {
      if (own !== weight) return;
      const end = at + ((1 << weight) >> 1);
      symbols.fill(symbol, at, end);
      bits.fill(log + 1 - weight, at, end);
      at = end;
    });
  }
  return { log, symbols, bits };
}

/** Fills `out` with symbols; the bits must be used up by then. */
export function decodeHuffman({ log, symbols, bits }: HuffmanTable, bytes: Uint8Array, out: Uint8Array): void {
  const source = new BackwardBits(bytes);
  for (let at = 0; at < out.length; at += 1) {
    const code = source.look(log);
    out[at] = symbols[code] as number;
    source.left -= bits[code] as number;
    if (source.left < 0) throw new ZstdError("literals that end too early");
  }
  if (source.left !== 0) throw new ZstdError("literals that go on too long");
}

/** The same for `out` in four parts, after the lengths of the first three. */
export function decodeHuffman4(table: HuffmanTable, bytes: Uint8Array, out: Uint8Array): void {
  const part = (out.length + 3) >> 2;
  let at = 6;
  for (let stream = 0; stream < 4; stream += 1) {
    const length = (bytes[2 * stream] ?? 0) | ((bytes[2 * stream + 1] ?? 0) << 8);
    const end = stream < 3 ? at + length : bytes.length;
    if (end > bytes.length || 3 * part > out.length) throw new ZstdError("literals in four parts");
    decodeHuffman(
      table,
      bytes.subarray(at, end),
      out.subarray(stream * part, stream < 3 ? (stream + 1) * part : undefined),
    );
    at = end;
  }
}
