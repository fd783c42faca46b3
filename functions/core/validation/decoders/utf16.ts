import { Unreadable } from "../problems";
import type { Encoding } from ".";

/** Half of a surrogate pair without the other. */
const HALF = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

const encoding = (name: "utf-16le" | "utf-16be", bom: readonly number[]): Encoding => ({
  name,
  declared: "utf-16",
  bom,
  make: () => {
    let carried = Buffer.alloc(0);
    let broken = false;
    const half = () =>
      new Unreadable(null, { column: null, rule: "encoding", expected: `${name} text`, found: "half a character" });

    function push(bytes: Uint8Array): string {
      if (broken) throw half();
      const joined = Buffer.concat([carried, bytes]);
      const whole = Buffer.from(joined.subarray(0, wholeCharacters(joined, name)));
      carried = joined.subarray(whole.length);
      const text = (name === "utf-16be" ? whole.swap16() : whole).toString("utf16le");
      const good = HALF.exec(text)?.index;
      broken = good !== undefined;
      return text.slice(0, good);
    }

    function end(): string {
      if (broken || carried.length) throw half();
      return "";
    }
    return { push, end };
  },
});

/** Leaves an odd byte, and the first half of a surrogate pair, for the next chunk. */
function wholeCharacters(bytes: Buffer, name: string): number {
  const even = bytes.length - (bytes.length % 2);
  if (even === 0) return 0;
  const last = name === "utf-16be" ? bytes.readUInt16BE(even - 2) : bytes.readUInt16LE(even - 2);
  return last >= 0xd800 && last <= 0xdbff ? even - 2 : even;
}

export const utf16le = encoding("utf-16le", [0xff, 0xfe]);
export const utf16be = encoding("utf-16be", [0xfe, 0xff]);
