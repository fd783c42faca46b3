import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../../functions/cli/paths";

/** Folders that a clone does not bring along, at whatever depth. */
const MADE = new Set(["node_modules", ".git", ".sluice", ".serverless", ".esbuild", "__pycache__"]);

/** Paths of the project's own files, from its root, with `/`. */
export const FILES = below("").sort();

/** Those paths and the folders that they lie in. */
export const ENTRIES = new Set(FILES.flatMap((file) => [file, ...parents(file)]));

export const TOP = new Set(FILES.flatMap((file) => (file.includes("/") ? [file.split("/")[0] as string] : [])));

function below(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    if (entry.isDirectory()) return MADE.has(entry.name) ? [] : below(path);
    return [path];
  });
}

function parents(file: string): string[] {
  const parts = file.split("/");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"));
}
