import type { Compression } from "../../documents";
import type { Limits } from "../limits";
import { Unreadable } from "../problems";
import { CODECS } from "./rows";

export const TRAILING = "bytes after the end of the compressed data";
export const EARLY_END = "data that ends too early";

/** @param what is wrong with the file of format `name`, as the words after "found" */
export const damaged = (name: Compression, found: string): Unreadable =>
  refused(
    `a complete ${name} file`,
    found,
    `Compress the file again, check it with \`${CODECS[name].check}\` and send it again.`,
  );

export const refused = (expected: string, found: string, remedy: string): Unreadable =>
  new Unreadable(null, { column: null, rule: "compression", expected, found }, remedy);

/** @throws Unreadable when `out` bytes are too many to have come from `taken` compressed ones */
export function checkRatio(out: number, taken: number, { ratio, ratioFloor }: Limits): void {
  if (out <= ratioFloor || out <= ratio * taken) return;
  const expected = `at most ${ratio} bytes from each compressed byte`;
  throw new Unreadable(
    null,
    { column: null, rule: "compression_ratio", expected, found: "more" },
    "Send the file without compression, or in several files.",
  );
}
