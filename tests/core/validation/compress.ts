import { compress, init } from "@bokuweb/zstd-wasm";
import makeHashes from "xxhash-wasm";
import { python } from "./python";

/** One bzip2 stream, as Python's own library writes it. */
export const bzip2 = (bytes: Uint8Array, level = 9): Promise<Buffer> =>
  python(`import bz2\nreply(bz2.compress(data, ${level}))`, bytes);

let ready: Promise<void> | undefined;

/** One zstd frame with a checksum, as the reference library writes it by default; its build for npm leaves the checksum out. */
export async function zstd(bytes: Uint8Array, level = 3): Promise<Buffer> {
  ready ??= init();
  await ready;
  const { h64Raw } = await makeHashes();
  const frame = Buffer.from(compress(bytes, level));
  frame[4] = (frame[4] as number) | 0x04;
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32LE(Number(h64Raw(bytes) & 0xffffffffn));
  return Buffer.concat([frame, checksum]);
}
