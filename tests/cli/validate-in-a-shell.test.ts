import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../../functions/cli/paths";

jest.setTimeout(60_000);

const ORDERS = join(ROOT, "schemas/shop/orders/samples/dt=2026-03-01/orders.jsonl");

/** Runs a line of bash in a folder of its own, where SLUICE stands for the command and FILE for one that is accepted. */
function inShell(script: string) {
  const cwd = mkdtempSync(join(tmpdir(), "sluice-shell-"));
  copyFileSync(ORDERS, join(cwd, "orders.jsonl"));
  const sluice = [
    process.execPath,
    "--import",
    join(ROOT, "node_modules/tsx/dist/loader.mjs"),
    join(ROOT, "bin/main.ts"),
  ];
  const text = script.replace("SLUICE", sluice.join(" ")).replace("FILE", "orders.jsonl --table shop/orders");
  const ended = spawnSync("bash", ["-c", text], {
    cwd,
    env: { ...process.env, NO_COLOR: "1" },
    encoding: "utf8",
    timeout: 30_000,
  });
  rmSync(cwd, { recursive: true });
  return { code: ended.status, stdout: ended.stdout, stderr: ended.stderr };
}

describe("the standard output", () => {
  test.each([...["--help", "check", "validate FILE", "validate FILE --format json"]])(
    "may be closed by the reader of any command, and the verdict stays: %s",
    (command) => {
      expect(inShell(`SLUICE ${command} | true; exit \${PIPESTATUS[0]}`)).toEqual({ code: 0, stdout: "", stderr: "" });
    },
  );

  test("has to have room for any other command, too", () => {
    const { code, stderr } = inShell("SLUICE check > /dev/full");
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^✖ The output could not be written \(ENOSPC/)]);
  });

  test("has to have room: without a report nothing is known", () => {
    expect(inShell("SLUICE validate FILE > /dev/full")).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "✖ The report could not be written to the standard output (ENOSPC: no space left on device, write): send it to a place that has room.\n",
    });
  });
});

describe("the exit code is 2 as well for", () => {
  const expected = "expected a pipe or a file: pipe the file in, or give its path in place of -.\n";
  test.each([
    [
      "a folder as the standard input",
      "SLUICE validate - -t shop/orders < /tmp",
      `✖ The standard input is a folder, ${expected}`,
    ],
    [
      "a closed one",
      "SLUICE validate - -t shop/orders <&-",
      `✖ The standard input is closed, or a device, ${expected}`,
    ],
    [
      "a named pipe that nobody writes into",
      "mkfifo pipe; SLUICE validate pipe -t shop/orders",
      "✖ pipe is no file: give one file at a time; a pipe is read with - as the file.\n",
    ],
    [
      "an option before the command",
      "SLUICE --format json validate FILE",
      "error: unknown option '--format'\n(--help shows the options and examples)\n",
    ],
  ])("%s", (_, script, stderr) => {
    expect(inShell(script)).toEqual({ code: 2, stdout: "", stderr });
  });

  test("but a file may be the standard input", () => {
    expect(inShell("SLUICE validate - -t shop/orders < orders.jsonl").code).toBe(0);
  });
});
