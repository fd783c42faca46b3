import { type ChildProcessByStdio, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import type { Socket } from "node:net";
import type { Readable, Writable } from "node:stream";
import { VENV_PYTHON } from "../../../functions/cli/paths";

/** The project's own Python starts at once; one found by the search path may be a shim that starts several programs first. */
const PYTHON = existsSync(VENV_PYTHON) ? VENV_PYTHON : "python3";

/** Each request is the lengths of code and data, then both; each answer its length and bytes. Ends with its input. */
const SERVER = `
import struct, sys
read, write = sys.stdin.buffer.read, sys.stdout.buffer.write
while head := read(8):
    code, data = (read(length) for length in struct.unpack(">II", head))
    answer = []
    exec(code, {"data": data, "reply": answer.append})
    answer = b"".join(answer)
    write(struct.pack(">I", len(answer)) + answer)
    sys.stdout.buffer.flush()
`;

let server: ChildProcessByStdio<Writable, Readable, null> | undefined;
let last: Promise<unknown> = Promise.resolve();

/** Runs Python code with `data` (the input's bytes), and returns what it gives to `reply`: the bytes of a file. */
export function python(code: string, input: Uint8Array): Promise<Buffer> {
  const answer = last.then(() => ask(code, input));
  last = answer.catch(() => {});
  return answer;
}

/** Starting Python takes longer than most of what is asked of it, so that a test file asks the same process. */
function ask(code: string, input: Uint8Array): Promise<Buffer> {
  server ??= start();
  const { stdin, stdout } = server;
  const head = Buffer.alloc(8);
  const text = Buffer.from(code);
  head.writeUInt32BE(text.length, 0);
  head.writeUInt32BE(input.length, 4);
  stdin.write(Buffer.concat([head, text, input]));
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    const ended = () => reject(new Error(`Python has ended, see its message above: ${code}`));
    const take = (part: Buffer) => {
      parts.push(part);
      const all = Buffer.concat(parts.splice(0));
      parts.push(all);
      if (all.length < 4 || all.length < 4 + all.readUInt32BE(0)) return;
      stdout.off("data", take).off("end", ended);
      resolve(all.subarray(4));
    };
    stdout.on("data", take).once("end", ended);
  });
}

function start() {
  const child = spawn(PYTHON, ["-I", "-S", "-c", SERVER], { stdio: ["pipe", "pipe", "inherit"] });
  // Neither the process nor its pipes keep the tests from ending.
  for (const kept of [child, child.stdin as unknown as Socket, child.stdout as unknown as Socket]) kept.unref();
  return child;
}
