import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, STATE_DIR } from "../paths";

/** The folder in which `npm start` keeps the state of its local AWS. */
export const MEMORY = join(STATE_DIR, "start");
const COMPLETE = join(MEMORY, "complete");

/** The code that makes the remembered state; a change of it discards the state. */
const MAKERS = {
  folders: ["local", "glue", "functions", "statemachines", "resources", "schemas"],
  files: ["serverless.yml", "package-lock.json"],
};

/**
 * Opens the memory for a start, emptied unless the last start with the same code succeeded: a killed start may have left
 * files without records. The memory is complete again only after `completeMemory`.
 */
export function openMemory({ fresh = false } = {}): void {
  const usable = !fresh && existsSync(COMPLETE) && readFileSync(COMPLETE, "utf8") === fingerprint();
  if (!usable) rmSync(MEMORY, { recursive: true, force: true });
  rmSync(COMPLETE, { force: true });
  mkdirSync(MEMORY, { recursive: true });
}

/** Marks the memory as complete, after the local AWS has stopped properly. */
export function completeMemory(): void {
  writeFileSync(COMPLETE, fingerprint());
}

function fingerprint(): string {
  const hash = createHash("sha256");
  for (const path of [...MAKERS.folders.flatMap(filesOf), ...MAKERS.files]) {
    hash.update(`${path}\0`).update(readFileSync(join(ROOT, path)));
  }
  return hash.digest("hex");
}

function filesOf(folder: string): string[] {
  const entries = readdirSync(join(ROOT, folder), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === "__pycache__" ? [] : filesOf(path);
    return entry.isFile() ? [path] : [];
  });
}
