import type { Encoding as Declared, FileEncoding } from "../../documents";
import { DeploymentError } from "../../errors";
import { Unreadable } from "../problems";
import { latin1, windows1252 } from "./single-byte";
import { utf8 } from "./utf8";
import { utf16be, utf16le } from "./utf16";

/** Turns bytes into text, chunk by chunk. On bad bytes, the text before them is given first and `push` then throws. */
export interface Decoder {
  push(bytes: Uint8Array): string;
  /** Throws when the bytes stop inside a character. */
  end(): string;
}

export interface Encoding {
  readonly name: FileEncoding;
  /** The name in table.json, which leaves the byte order to the file. */
  readonly declared: Declared;
  readonly bom: readonly number[];
  /** `start`: the length of the byte order mark, which the decoder does not get. */
  readonly make: (start: number) => Decoder;
}

const ENCODINGS: readonly Encoding[] = [utf8, utf16le, utf16be, latin1, windows1252];

/** The bytes needed to tell encodings apart. */
export const HEAD = 4;

/**
 * The declared encoding, unless a file that begins with `head` shows another one, by a byte order mark or by the zero
 * bytes of UTF-16: such a file is refused.
 */
export function chooseEncoding(
  head: Uint8Array,
  declared: Declared,
  table: string,
): { encoding: Encoding; bom: boolean } {
  const marked = ENCODINGS.find(({ bom }) => bom.length > 0 && bom.every((byte, index) => head[index] === byte));
  const seen = marked ?? unmarkedUtf16(head);
  const encoding = seen ?? ENCODINGS.find((known) => known.declared === declared);
  if (!encoding)
    throw new DeploymentError(`${table} declares the encoding "${declared}", for which there is no decoder.`);
  if (encoding.declared !== declared) {
    const found = `the ${marked ? "byte order mark" : "zero bytes"} of ${encoding.name}`;
    throw new Unreadable(
      null,
      { column: null, rule: "encoding", expected: `${declared} text`, found },
      `Save the file as ${declared} and send it again, or declare "encoding": "${encoding.declared}" in schemas/${table}/table.json.`,
    );
  }
  return { encoding, bom: marked !== undefined };
}

function unmarkedUtf16(head: Uint8Array): Encoding | undefined {
  const zeros = [...head].map((byte) => (byte === 0 ? "0" : "x")).join("");
  if (zeros === "x0x0") return utf16le;
  return zeros === "0x0x" ? utf16be : undefined;
}
