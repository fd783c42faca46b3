import { Unreadable } from "../problems";
import type { Encoding } from ".";

/** ISO 8859-1 proper: every byte is a character (the web's "latin1" is windows-1252, which Java's is not). */
export const latin1: Encoding = {
  name: "iso-8859-1",
  declared: "iso-8859-1",
  bom: [],
  make: () => ({
    push: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1"),
    end: () => "",
  }),
};

/** The five bytes that windows-1252 leaves open: the web reads control characters, Java replaces them. */
const UNDEFINED = /[\u0081\u008d\u008f\u0090\u009d]/;

export const windows1252: Encoding = {
  name: "windows-1252",
  declared: "windows-1252",
  bom: [],
  make: () => {
    const decoder = new TextDecoder("windows-1252");
    let bad: string | undefined;
    const check = (): string => {
      if (bad === undefined) return "";
      const found = `the byte 0x${bad.charCodeAt(0).toString(16).toUpperCase()}, which it leaves undefined`;
      throw new Unreadable(null, { column: null, rule: "encoding", expected: "windows-1252 text", found });
    };
    return {
      push: (bytes) => {
        check();
        const text = decoder.decode(bytes);
        bad = UNDEFINED.exec(text)?.[0];
        return bad === undefined ? text : text.slice(0, text.indexOf(bad));
      },
      end: check,
    };
  },
};
