import { format } from "node:util";
import { main } from "../../functions/cli/main";

export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

class Exited extends Error {}

/** Runs `sluice ARGS` in this process as bin/main.ts does, in the folder `cwd`: its exit code, and what it writes. */
export async function inProcess(args: string[], cwd: string): Promise<Ended> {
  const ended = { code: undefined as number | undefined, stdout: "", stderr: "" };
  const keep = (stream: "stdout" | "stderr") => (text: string | Uint8Array, done?: unknown) => {
    if (ended.code === undefined) ended[stream] += text; // after process.exit nothing is written
    if (typeof done === "function") done();
    return true;
  };
  const line =
    (stream: "stdout" | "stderr") =>
    (...values: unknown[]) =>
      void keep(stream)(`${format(...values)}\n`);
  const argv = [process.execPath, "bin/main.ts", ...args];
  const [home, exitCode] = [process.cwd(), process.exitCode];
  const replaced = [
    jest.replaceProperty(process, "argv", argv),
    jest.spyOn(process.stdout, "write").mockImplementation(keep("stdout")),
    jest.spyOn(process.stderr, "write").mockImplementation(keep("stderr")),
    jest.spyOn(console, "log").mockImplementation(line("stdout")),
    jest.spyOn(console, "error").mockImplementation(line("stderr")),
    jest.spyOn(process, "exit").mockImplementation((code) => {
      ended.code ??= Number(code ?? 0);
      throw new Exited();
    }),
  ];
  const listeners = process.stdout.listeners("error");
  process.exitCode = undefined;
  process.chdir(cwd);
  try {
    await main(argv);
    return { ...ended, code: ended.code ?? Number(process.exitCode ?? 0) };
  } finally {
    process.chdir(home);
    process.exitCode = exitCode;
    for (const added of process.stdout.listeners("error") as (() => void)[])
      if (!listeners.includes(added)) process.stdout.off("error", added); // each command line adds one, for good
    for (const one of replaced) "restore" in one ? one.restore() : one.mockRestore();
  }
}
