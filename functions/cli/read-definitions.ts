import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compileDefinitions, type SourceFile } from "../core/definitions/compile";
import type { Definitions } from "../core/documents";

const NAMES = new Set(["table.json", "row.schema.json", "mart.json", "mart.sql"]);

/**
 * Compiles the definitions of the project in `root`, from `schemas/<source>/<table>/` and `glue/marts/<mart>/`.
 * @throws DefinitionError with every problem of every file
 */
export function loadDefinitions(root: string): Definitions {
  return compileDefinitions(definitionFiles(root));
}

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
