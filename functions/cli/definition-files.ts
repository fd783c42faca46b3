import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { SourceFile } from "../core/definitions/document";

const NAMES = new Set(["table.json", "row.schema.json", "mart.json", "mart.sql"]);

/** The files of the definitions, by path from `root`. */
export function definitionFiles(root: string): SourceFile[] {
  const tables = folders(root, "schemas").flatMap((source) => folders(root, source));
  const directories = [...tables, ...folders(root, "glue/marts")];
  return directories.flatMap((directory) =>
    readdirSync(join(root, directory))
      .filter((name) => NAMES.has(name))
      .map((name) => `${directory}/${name}`)
      .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") })),
  );
}

function folders(root: string, directory: string): string[] {
  if (!existsSync(join(root, directory))) return [];
  const entries = readdirSync(join(root, directory), { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${directory}/${name}`)
    .sort();
}
