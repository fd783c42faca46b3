import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { compress, init } from "@bokuweb/zstd-wasm";
import makeHashes from "xxhash-wasm";
import { VENV_PYTHON } from "../../../functions/cli/paths";

/** The project's own Python starts at once; one found by the search path may be a shim that starts several programs first. */
const PYTHON = existsSync(VENV_PYTHON) ? VENV_PYTHON : "python3";

/** Runs Python code with `data` (the input's bytes), and returns what it gives to `reply`: the bytes of a file. */
export function python(code: string, input: Uint8Array): Buffer {
  const source = `import sys\ndata = sys.stdin.buffer.read()\nreply = sys.stdout.buffer.write\n${code}`;
  return execFileSync(PYTHON, ["-I", "-S", "-c", source], { input, maxBuffer: 2 ** 28 });
}

/** One bzip2 stream, as Python's own library writes it. */
export const bzip2 = (bytes: Uint8Array, level = 9): Buffer =>
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
