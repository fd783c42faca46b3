import { strToU8, zipSync } from "fflate";
import { chooseDecompressor } from "../../../functions/core/validation/decompressors";
import { LIMITS } from "../../../functions/core/validation/limits";
import { bzip2, zstd } from "./compress";
import { pieces } from "./helpers";
import { python } from "./python";

/** Text whose like bzip2 and zstd have to work for: runs, repeats and noise. */
const TEXT = Buffer.from(
  Array.from(
    { length: 9_000 },
    (_, at) => `${at},${"x".repeat(at % 300)},${Math.sin(at)},\u00e9${"ab".repeat(at % 7)}\n`,
  ).join(""),
);

async function unpack(packed: Uint8Array, size = 65_536): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  const { decompress } = await chooseDecompressor(packed, "csv");
  for await (const chunk of decompress(pieces(packed, size), LIMITS)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const zipped = (code: string) => python(`import zipfile, io\nout = io.BytesIO()\n${code}\nreply(out.getvalue())`, TEXT);
const PACKED: [string, () => Buffer | Promise<Buffer>][] = [
  ["bzip2 of one block", () => bzip2(TEXT)],
  ["bzip2 of many small blocks", () => bzip2(TEXT, 1)],
  [
    "bzip2 of many streams",
    async () =>
      Buffer.concat([
        await bzip2(TEXT.subarray(0, 70_001)),
        await bzip2(Buffer.alloc(0)),
        await bzip2(TEXT.subarray(70_001), 1),
      ]),
  ],
  ["zstd", () => zstd(TEXT)],
  ["zstd, the hardest level", async () => zstd(TEXT, 19)],
  [
    "zstd of many frames",
    async () =>
      Buffer.concat([await zstd(TEXT.subarray(0, 5)), await zstd(Buffer.alloc(0)), await zstd(TEXT.subarray(5))]),
  ],
  [
    "zstd behind a frame to skip",
    async () => Buffer.concat([Buffer.from("502a4d1803000000616263", "hex"), await zstd(TEXT)]),
  ],
  ["zip by fflate", () => Buffer.from(zipSync({ "a.csv": strToU8(TEXT.toString()) }))],
  ["zip by python, stored", () => zipped("zipfile.ZipFile(out, 'w').writestr('a.csv', data)")],
  ["zip written as a stream, its lengths behind the data", () => zipped(STREAMED.replace("OPTIONS", ""))],
  ["zip written as a stream of 64-bit lengths", () => zipped(STREAMED.replace("OPTIONS", ", force_zip64=True"))],
  [
    "zip with a comment",
    () => zipped("z = zipfile.ZipFile(out, 'w', 8)\nz.comment = b'hi'\nz.writestr('a.csv', data)\nz.close()"),
  ],
];
const STREAMED = `
class Stream(io.RawIOBase):
    def writable(self): return True
    def write(self, part): return out.write(part)
with zipfile.ZipFile(Stream(), 'w', zipfile.ZIP_DEFLATED) as z:
    with z.open('a.csv', 'w'OPTIONS) as f: f.write(data)`;

test.each(PACKED)("%s reads back equal, whatever the chunks", async (_title, pack) => {
  const packed = await pack();
  const whole = await unpack(packed);
  // Buffer.equals, for Jest compares a megabyte byte by byte.
  expect(whole.equals(TEXT)).toBe(true);
  expect((await unpack(packed, 613)).equals(TEXT)).toBe(true);
});

/** Every way of cutting or changing a packed file gives an error with words, or the same text: never other text, never a hang. */
test.each([
  ["bzip2", () => bzip2(TEXT.subarray(0, 2_000), 1)],
  ["zstd", () => zstd(TEXT.subarray(0, 2_000))],
  ["zip", () => Buffer.from(zipSync({ "a.csv": TEXT.subarray(0, 2_000) }))],
] as const)("%s that is cut or damaged anywhere is refused", async (_name, pack) => {
  const packed = await pack();
  const text = TEXT.subarray(0, 2_000);
  for (let at = 6; at < packed.length; at += 1) {
    await expect(unpack(packed.subarray(0, at))).rejects.toThrow(
      /^compression: expected a complete .* file, found data that ends too early$/,
    );
    const flipped = Buffer.from(packed);
    flipped[at] = (flipped[at] as number) ^ (1 << (at % 8));
    const read = await unpack(flipped).catch((error: Error) => error.message);
    if (typeof read === "string") expect(read).toMatch(/^compression(_ratio)?: expected /);
    else expect(read.equals(text)).toBe(true);
  }
});
