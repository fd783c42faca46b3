import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { sampleFiles } from "../../../functions/cli/load/files";
import { ROOT } from "../../../functions/cli/paths";

export const NOTEBOOK = join(ROOT, "notebooks", "customers.ipynb");
export const PICTURE = join(ROOT, "docs", "pictures", "customers.png");

export interface Cell {
  cell_type: "code" | "markdown";
  source: string[];
  execution_count?: number | null;
  outputs?: { name?: string; text?: string[]; data?: Record<string, string> }[];
}

export const cellsOf = (path: string): Cell[] => JSON.parse(readFileSync(path, "utf8")).cells;
export const codeOf = (path: string) => cellsOf(path).filter(({ cell_type }) => cell_type === "code");

/** A hash of what the picture is drawn from: the notebook's code and the samples. */
export function sourcesOfPicture(): string {
  const hash = createHash("sha256").update(JSON.stringify(codeOf(NOTEBOOK).map(({ source }) => source)));
  for (const { key, path } of sampleFiles(ROOT)) hash.update(key).update(readFileSync(path));
  return hash.digest("hex");
}

/** The end of a PNG's signature and header; the header is always the first chunk. */
const START = 33;
const HEAD = "tEXtSource\0";

/** The PNG with a text chunk that says what it was drawn from. */
export function signed(png: Buffer, source: string): Buffer {
  const body = Buffer.from(HEAD + source, "latin1");
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length - "tEXt".length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([png.subarray(0, START), length, body, sum, png.subarray(START)]);
}

/** What `signed` has put into a PNG; null where it has not. */
export function sourceIn(png: Buffer): string | null {
  const length = png.readUInt32BE(START);
  const body = png.subarray(START + 4, START + 8 + length).toString("latin1");
  return body.startsWith(HEAD) ? body.slice(HEAD.length) : null;
}
