import { gzipSync } from "node:zlib";
import { validate } from "../../../functions/core/validation";
import { CSV, JSONL, outcome, pieces, table, verdictOf } from "./helpers";

const orders = table(CSV);
const encoded = (encoding: string) => table({ ...CSV, encoding } as typeof CSV);
const TEXT = "id,quantity,note\n1,2,Žluťoučký\n";
const LATIN = Buffer.from("id,quantity,note\n1,2,caf\u00e9\n", "latin1");
const utf16 = (text: string) => Buffer.from(text, "utf16le");
const swapped = (text: string) => utf16(text).swap16();
const bytes = (...parts: (string | number[] | Uint8Array)[]) =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)));
const GZ = gzipSync(TEXT);
const cut = (from: number, to?: number) => GZ.subarray(from, to);
const flipped = (at: number) => Buffer.from(GZ).fill((GZ.at(at) as number) ^ 0xff, GZ.length + at, GZ.length + at + 1);

test.each([
  ["UTF-8", TEXT, orders, "utf-8", "none"],
  ["UTF-8 with a byte order mark", `\uFEFF${TEXT}`, orders, "utf-8", "none"],
  ["UTF-16, little end first", utf16(`\uFEFF${TEXT}`), encoded("utf-16"), "utf-16le", "none"],
  ["UTF-16, big end first", swapped(`\uFEFF${TEXT}`), encoded("utf-16"), "utf-16be", "none"],
  ["UTF-16 without a mark", utf16(TEXT), encoded("utf-16"), "utf-16le", "none"],
  ["Latin-1, declared", LATIN, encoded("iso-8859-1"), "iso-8859-1", "none"],
  [
    "windows-1252, declared",
    bytes("id,quantity,note\n1,2,", [0x80], "\n"),
    encoded("windows-1252"),
    "windows-1252",
    "none",
  ],
  ["gzip", GZ, orders, "utf-8", "gzip"],
  ["gzip of several members", bytes(gzipSync(TEXT.slice(0, 20)), gzipSync(TEXT.slice(20))), orders, "utf-8", "gzip"],
  ["gzip of UTF-16", gzipSync(utf16(`\uFEFF${TEXT}`)), encoded("utf-16"), "utf-16le", "gzip"],
])("accepts %s", async (_title, content, given, encoding, compression) => {
  expect(await verdictOf(content, given)).toMatchObject({ accepted: true, facts: { rows: 1, encoding, compression } });
});

const complete = "expected a complete gzip file, found";

test.each([
  ["Latin-1, undeclared", LATIN, orders, "line 2: expected utf-8 text, found the byte 0xE9 at offset 24"],
  [
    "a character cut at the end",
    bytes(TEXT, "1,2,", [0xc5]),
    orders,
    "line 3: expected utf-8 text, found the byte 0xC5 at offset 39",
  ],
  [
    "an overlong character",
    bytes(TEXT, "1,2,", [0xc0, 0xaf], "\n"),
    orders,
    "line 3: expected utf-8 text, found the byte 0xC0 at offset 39",
  ],
  [
    "half of a surrogate pair",
    bytes(TEXT, "1,2,", [0xed, 0xa0, 0x80], "\n"),
    orders,
    "line 3: expected utf-8 text, found the byte 0xED at offset 39",
  ],
  [
    "UTF-16 with a mark, undeclared",
    utf16(`\uFEFF${TEXT}`),
    orders,
    "expected utf-8 text, found the byte order mark of utf-16le",
  ],
  ["UTF-16 without a mark, undeclared", swapped(TEXT), orders, "expected utf-8 text, found the zero bytes of utf-16be"],
  [
    "UTF-8 with a mark where Latin-1 is declared",
    `\uFEFF${TEXT}`,
    encoded("iso-8859-1"),
    "expected iso-8859-1 text, found the byte order mark of utf-8",
  ],
  [
    "UTF-16 cut inside a character",
    utf16(TEXT).subarray(0, -1),
    encoded("utf-16"),
    expect.stringContaining("expected utf-16le text, found half a character"),
  ],
  [
    "an undefined byte of windows-1252",
    bytes("id,quantity,note\n1,2,", [0x81], "\n"),
    encoded("windows-1252"),
    expect.stringContaining("found the byte 0x81, which it leaves undefined"),
  ],
  ["a NUL byte", `${TEXT}2,2,a\0b\n`, orders, "line 3: expected text, found a NUL byte"],
  ["nothing", "", orders, "expected rows, found an empty file"],
  ["a byte order mark and nothing", "\uFEFF", orders, "line 1: expected a header, found only empty lines"],
  ["gzip of nothing", gzipSync(""), orders, "expected rows, found an empty file"],
  ["gzip cut in its header", cut(0, 8), orders, `${complete} data that ends too early`],
  ["gzip cut in its data", cut(0, -12), orders, `${complete} data that ends too early`],
  ["gzip cut in its checksum", cut(0, -6), orders, `${complete} data that ends too early`],
  ["gzip cut in its second member", bytes(GZ, cut(0, -9)), orders, `${complete} data that ends too early`],
  ["a wrong checksum", flipped(-6), orders, `${complete} damaged data (incorrect data check)`],
  ["a wrong length", flipped(-2), orders, `${complete} damaged data (incorrect length check)`],
  ["garbage after gzip", bytes(GZ, "garbage"), orders, `${complete} bytes after the end of the compressed data`],
  [
    "garbage after gzip and zeros",
    bytes(GZ, [0, 0, 0], "garbage"),
    orders,
    `${complete} bytes after the end of the compressed data`,
  ],
  [
    "parquet where text is declared",
    bytes("PAR1", [0, 0]),
    table(JSONL),
    "expected jsonl, plain or in gzip, bzip2, zstd or zip, found a parquet file",
  ],
])("rejects %s", async (_title, content, given, message) => {
  const messages = await outcome(content, given);
  expect(messages).toEqual(Array.isArray(messages) ? [...messages.slice(0, -1), message] : [message]);
});

test("UTF-16 is refused with what to do about it", async () => {
  expect(await verdictOf(utf16(`\uFEFF${TEXT}`), orders)).toMatchObject({
    reason:
      "orders does not match shop/orders: 1 problem in 0 rows: expected utf-8 text, found the byte order mark of utf-16le. " +
      'Save the file as utf-8 and send it again, or declare "encoding": "utf-16" in schemas/shop/orders/table.json.',
  });
});

test("a gzip bomb is refused before it has filled anything", async () => {
  const row = `1,1,${"x".repeat(20)}\n`;
  const bomb = gzipSync(bytes("id,quantity,note\n", Buffer.alloc(20 * 2 ** 20, row))); // the ratio counts from 16 MiB
  expect(bomb.length).toBeLessThan(300_000);
  const verdict = await validate(pieces(bomb), orders);
  expect(verdict).toMatchObject({
    problems: [{ message: "expected at most 250 bytes from each compressed byte, found more" }],
  });
}, 30_000);

test("a file larger than the limit is refused", async () => {
  expect(await outcome(TEXT.repeat(3), orders, { limits: { bytes: 40 } })).toContain(
    "expected at most 40 bytes, found more",
  );
});

test("a source that breaks off is no fault of the file", async () => {
  async function* broken() {
    yield GZ.subarray(0, 12);
    throw new Error("socket hang up");
  }
  await expect(validate(broken(), orders)).rejects.toThrow("socket hang up");
});

test("when time runs out the rest is left to Spark, unless the file is bad already", async () => {
  const text = `${TEXT}${"2,3,x\n".repeat(1_000)}`;
  const options = { file: "orders.csv", deadline: () => true };
  expect(await validate(pieces(text, 100), orders, options)).toMatchObject({
    accepted: true,
    facts: { rows: null, rows_checked: 11, bytes: 100 },
  });
  expect(await validate(pieces(text.replace("1,2", "1,x"), 100), orders, options)).toMatchObject({
    accepted: false,
    problem_count: 1,
  });
});
