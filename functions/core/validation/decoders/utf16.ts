import { Unreadable } from "../problems";
import type { Encoding } from ".";

const encoding = (name: "utf-16le" | "utf-16be", bom: readonly number[]): Encoding => ({
  name,
  declared: "utf-16",
  bom,
  make: () => {
    const decoder = new TextDecoder(name, { fatal: true, ignoreBOM: true });
    const guard = (decode: () => string) => {
      try {
        return decode();
      } catch (cause) {
        if (!(cause instanceof TypeError)) throw cause;
        throw new Unreadable(null, {
          column: null,
          rule: "encoding",
          expected: `${name} text`,
          found: "half a character",
        });
      }
    };
    return {
      push: (bytes) => guard(() => decoder.decode(bytes, { stream: true })),
      end: () => guard(() => decoder.decode()),
    };
  },
});

export const utf16le = encoding("utf-16le", [0xff, 0xfe]);
export const utf16be = encoding("utf-16be", [0xfe, 0xff]);
