import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../../functions/cli/paths";

/** What the fakes say and do; see FAKE. A name that is left out is not on the PATH. */
export interface Tools {
  java?: string;
  python?: Record<string, string>;
  npm?: "works" | "fails" | "offline";
}

/** A shell script for npm, python and java, told apart by the name it was called by; each call is noted in calls.log. */
const FAKE = ({ java, python = {}, npm }: Tools, calls: string) => `#!/bin/sh
name=\${0##*/}
echo "$name $*" >> '${calls}'
PATH=/bin:/usr/bin
npm_works() {
  rm -rf node_modules && mkdir node_modules && ln -s '${join(ROOT, "node_modules/tsx")}' node_modules/tsx
  echo {} > node_modules/.package-lock.json
}
npm_offline() { echo 'npm error code ENOTFOUND' >&2; exit 1; }
npm_fails() { echo 'npm error code EUSAGE' >&2; exit 1; }
case "$name $1 $2" in
  java\\ *) echo '${java}' >&2 ;;
  npm\\ *) npm_${npm} ;;
${Object.entries(python)
  .map(([name, version]) => `  ${name}\\ -c\\ *) ${version === "no venv" ? NO_VENV : `echo '${version}'`} ;;`)
  .join("\n")}
  *\\ venv) mkdir -p .sluice/venv/bin && cp "$0" .sluice/venv/bin/python ;;
  *\\ local) mkdir -p .sluice/jars ;;
esac
`;
const NO_VENV = `echo "ModuleNotFoundError: No module named 'ensurepip'" >&2; exit 1`;

export const GOOD: Tools = {
  java: 'openjdk version "17.0.15" 2025-04-15',
  python: { "python3.11": "3.11.9" },
  npm: "works",
};

/** A project that holds the bootstrap, what it reads, and a command line that only says it was reached. */
export function fakeProject() {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "sluice-bootstrap-")));
  for (const path of [
    "bin",
    "package-lock.json",
    "local/requirements.txt",
    "local/requirements-dev.txt",
    "local/jars.json",
    "local/databases/postgres.json",
  ]) {
    cpSync(join(ROOT, path), join(root, path), { recursive: true });
  }
  writeFileSync(join(root, "bin/main.ts"), "console.log(('reached: ' + process.argv.slice(2)) as string);\n");
  const calls = join(root, "calls.log");
  return {
    root,
    /** every call of a tool that installs something, since the last time this was asked */
    installs(): string[] {
      const lines = existsSync(calls) ? readFileSync(calls, "utf8").trim().split("\n") : [];
      rmSync(calls, { force: true });
      return lines.filter((line) => !/^java|-c import/.test(line)).sort();
    },
    run(tools: Tools, args: string[], env: Record<string, string> = {}) {
      const path = join(root, "tools");
      rmSync(path, { recursive: true, force: true });
      mkdirSync(path);
      const names = [
        ...(tools.java ? ["java"] : []),
        ...(tools.npm ? ["npm"] : []),
        ...Object.keys(tools.python ?? {}),
      ];
      for (const name of names) {
        writeFileSync(join(path, name), FAKE(tools, calls));
        chmodSync(join(path, name), 0o755);
      }
      return spawnSync(process.execPath, [join(root, "bin/sluice.mjs"), ...args], {
        env: { PATH: path, ...env },
        encoding: "utf8",
      });
    },
    remove: () => rmSync(root, { recursive: true }),
  };
}
