import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, STATE_DIR } from "../paths";

/** Where `npm start` keeps its local AWS from one time to the next. */
export const MEMORY = join(STATE_DIR, "start");
const COMPLETE = join(MEMORY, "complete");

/** What the remembered state was made by; when any of it changes, the state is made anew. */
const MAKERS = {
  folders: ["local", "glue", "functions", "statemachines", "resources", "schemas"],
  files: ["serverless.yml", "package-lock.json"],
};

/**
 * Opens the memory for a start: emptied unless the last start went through with the very same code (a killed one may have
 * left files that its records do not know). It counts as complete again only after `completeMemory`.
 */
export function openMemory({ fresh = false } = {}): void {
  const usable = !fresh && existsSync(COMPLETE) && readFileSync(COMPLETE, "utf8") === fingerprint();
  if (!usable) rmSync(MEMORY, { recursive: true, force: true });
  rmSync(COMPLETE, { force: true });
  mkdirSync(MEMORY, { recursive: true });
}

/** To be called once the local AWS has stopped in good order. */
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
