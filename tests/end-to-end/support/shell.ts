import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Ended } from "./command";

/**
 * `npx` and `npm` as a shell of this project finds them, but for the installing: a test's copy links what is installed.
 * What they start is what bin/sluice.mjs starts once everything is there.
 */
const TOOLS = {
  npx: (sluice: string) => `case "$1" in
  sluice) shift; exec ${sluice} "$@" ;;
  sls) shift; exec node_modules/.bin/sls "$@" ;;
  *) echo "npx $1: not a command of this project" >&2; exit 127 ;;
esac`,
  npm: (sluice: string) => `case "$*" in
  start|test) exec ${sluice} "$@" ;;
  *) echo "npm $*: not a script of this project" >&2; exit 127 ;;
esac`,
};

/** Runs one command line by the shell in the project at `root`, with `environment` besides this process's own. */
export function shell(root: string, commandLine: string, environment: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const tools = join(root, ".sluice", "readme-tools");
  mkdirSync(tools, { recursive: true });
  const sluice = `"${process.execPath}" --import "${root}/node_modules/tsx/dist/loader.mjs" "${root}/bin/main.ts"`;
  for (const [name, script] of Object.entries(TOOLS)) {
    writeFileSync(join(tools, name), `#!/bin/sh\n${script(sluice)}\n`);
    chmodSync(join(tools, name), 0o755);
  }
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_"));
  const PATH = `${tools}${delimiter}${process.env.PATH}`;
  const env = { ...Object.fromEntries(own), ...environment, PATH, NO_COLOR: "1" };
  const child = spawn("/bin/sh", ["-c", commandLine], { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  const ended: Ended = { code: null, stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text) => {
    ended.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    ended.stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ ...ended, code }));
  });
}
