import { execFileSync } from "node:child_process";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../errors";
import { STATE_DIR } from "../paths";

/** The local AWS that `sluice up` started; kept in .sluice/local.json. */
export interface LocalAws {
  pid: number;
  port: number;
  /** ISO 8601 */
  started_at: string;
}

const FILE = join(STATE_DIR, "local.json");

export function writeLocalAws(state: LocalAws): void {
  writeFileSync(`${FILE}.new`, `${JSON.stringify(state)}\n`);
  renameSync(`${FILE}.new`, FILE);
}

export const forgetLocalAws = () => rmSync(FILE, { force: true });

/** The local AWS that runs now; null when none does, whatever the file says. */
export function readLocalAws(): LocalAws | null {
  try {
    const state = JSON.parse(readFileSync(FILE, "utf8")) as LocalAws;
    return isOurs(state.pid) ? state : null;
  } catch {
    return null; // a missing or broken file means not up
  }
}

/** @throws UsageError */
export function requireLocalAws(): LocalAws {
  const state = readLocalAws();
  if (!state)
    throw new UsageError("The local AWS is not up: run sluice up (then sluice deploy), or name another --stage.");
  return state;
}

/** Whether that process is a local AWS: its pid may belong to another program by now. */
export function isOurs(pid: number): boolean {
  try {
    const command = execFileSync("ps", ["-o", "args=", "-p", String(pid)], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return command.includes("-m local up");
  } catch {
    return false;
  }
}
