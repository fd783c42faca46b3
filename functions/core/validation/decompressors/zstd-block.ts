import { ZstdError } from "./zstd-bits";
import { decodeHuffman, decodeHuffman4, type HuffmanTable, readHuffman } from "./zstd-huffman";
import { readCount, Sequences } from "./zstd-sequences";

/** The most that a block holds. */
export const BLOCK = 128 * 1024;

/**
 * Decodes the blocks of a frame, after fzstd (MIT, https://github.com/101arrowz/fzstd), which is not used itself: it does
 * not bound what a block makes, so that 19 bytes keep it busy for minutes.
 */
export class Blocks {
  private sequences = new Sequences();
  private table: HuffmanTable | undefined;
  /** The last three offsets. */
  private recent: [number, number, number] = [1, 4, 8];
  /** Content, as much as an offset may point back to; it grows as it is needed, for a frame may declare any window. */
  private content: Uint8Array = new Uint8Array(2 * BLOCK);
  private end = 0;
  private window = 0;

  /** @param window how far back offsets may point, in bytes */
  start(window: number): void {
    this.sequences = new Sequences();
    this.table = undefined;
    this.recent = [1, 4, 8];
    this.end = 0;
    this.window = window;
  }

  /** @param type 0: as it is, 1: one byte `size` times, 2: compressed */
  decode(type: number, bytes: Uint8Array, size: number): Uint8Array {
    this.makeRoom();
    const start = this.end;
    if (type === 0) this.append(bytes);
    else if (type === 1) this.append(new Uint8Array(size).fill(bytes[0] ?? 0));
    else this.decompress(bytes);
    return this.content.slice(start, this.end);
  }

  private makeRoom(): void {
    if (this.end + BLOCK <= this.content.length) return;
    const kept = Math.min(this.end, this.window);
    const last = this.content.subarray(this.end - kept, this.end);
    if (kept + BLOCK > this.content.length / 2) this.content = new Uint8Array(2 * this.content.length);
    this.content.set(last);
    this.end = kept;
  }

  private append(bytes: Uint8Array): void {
    this.content.set(bytes, this.end);
    this.end += bytes.length;
  }

  private decompress(bytes: Uint8Array): void {
    const [literals, next] = this.readLiterals(bytes);
    const rest = bytes.subarray(next);
    const most = this.end + BLOCK;
    let at = 0;
    if (readCount(rest)[0] > 0) {
      this.sequences.read(rest, (count, length, code) => {
        const distance = this.distance(code, count);
        const from = this.end + count - distance;
        if (at + count > literals.length || this.end + count + length > most) throw new ZstdError("a block too long");
        if (distance > this.window || from < 0) throw new ZstdError("an offset beyond its window");
        this.append(literals.subarray(at, at + count));
        at += count;
        this.copy(from, length);
      });
    }
    if (this.end + literals.length - at > most) throw new ZstdError("a block too long");
    this.append(literals.subarray(at));
  }

  private copy(from: number, length: number): void {
    const { content, end } = this;
    if (from + length <= end) content.copyWithin(end, from, from + length);
    else for (let at = 0; at < length; at += 1) content[end + at] = content[from + at] as number;
    this.end = end + length;
  }

  /** Codes 1 to 3 mean one of the last offsets, another one of them where no literals come before. */
  private distance(code: number, literals: number): number {
    const [first, second, third] = this.recent;
    const which = code > 3 ? 4 : code + (literals === 0 ? 1 : 0);
    if (which === 1) return first;
    const found = code > 3 ? code - 3 : which === 2 ? second : which === 3 ? third : first - 1;
    if (found === 0) throw new ZstdError("an offset of 0");
    this.recent = which === 2 ? [found, first, third] : [found, first, second];
    return found;
  }

  /** @returns the literals, and where what follows them begins (RFC 8878, 3.1.1.3.1) */
  private readLiterals(bytes: Uint8Array): [Uint8Array, number] {
    const head = bytes[0] ?? 0;
    const type = head & 3;
    const format = (head >> 2) & 3;
    const little = (from: number, count: number) =>
      bytes.subarray(from, from + count).reduce((sum, byte, at) => sum + byte * 2 ** (8 * at), 0);
    if (type < 2) {
      const start = format === 1 ? 2 : format === 3 ? 3 : 1;
      const size = Math.floor(little(0, start) / (start === 1 ? 8 : 16));
      checkSize(size);
      const end = start + (type === 0 ? size : 1);
      if (end > bytes.length) throw new ZstdError("literals that end too early");
      return [type === 0 ? bytes.subarray(start, end) : new Uint8Array(size).fill(bytes[start] as number), end];
    }
    const start = format < 2 ? 3 : format + 2;
    const width = [10, 10, 14, 18][format] as number;
    const sizes = Math.floor(little(0, start) / 16);
    const size = sizes % 2 ** width;
    checkSize(size);
    const end = start + Math.floor(sizes / 2 ** width);
    if (end > bytes.length) throw new ZstdError("literals that end too early");
    let next = start;
    if (type === 2) [this.table, next] = readHuffman(bytes.subarray(0, end), start);
    if (!this.table) throw new ZstdError("no table to repeat");
    const literals = new Uint8Array(size);
    (format === 0 ? decodeHuffman : decodeHuffman4)(this.table, bytes.subarray(next, end), literals);
    return [literals, end];
  }
}

function checkSize(size: number): void {
  if (size > BLOCK) throw new ZstdError("a block too long");
}
