import { spawn } from "node:child_process";
import { join } from "node:path";

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs `sluice ARGS` of the project in `root`, as its bootstrap does once everything is installed. */
export function sluice(root: string, ...args: string[]): Promise<Ended> {
  const command = ["--import", join(root, "node_modules/tsx/dist/loader.mjs"), join(root, "bin/main.ts")];
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_"));
  const child = spawn(process.execPath, [...command, ...args], {
    cwd: root,
    env: { ...Object.fromEntries(own), NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended: Ended = { code: null, stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => {
    ended.stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    ended.stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ ...ended, code }));
  });
}

/** The same, for a command that is to succeed. */
export async function sluiceOk(root: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await sluice(root, ...args);
  if (code !== 0) throw new Error(`sluice ${args.join(" ")} ended with ${code}:\n${stdout}${stderr}`);
  return stdout;
}
