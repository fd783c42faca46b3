import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compileDefinitions, DefinitionError, type SourceFile } from "../core/definitions/compile";
import type { Definitions } from "../core/documents";
import { UsageError } from "./errors";

const NAMES = new Set(["table.json", "row.schema.json", "mart.json", "mart.sql"]);

/**
 * Compiles the definitions of the project in `root`, from `schemas/<source>/<table>/` and `glue/marts/<mart>/`.
 * @throws DefinitionError with every problem of every file
 */
export function loadDefinitions(root: string): Definitions {
  return compileDefinitions(definitionFiles(root));
}

/**
 * The same for a command that is about the definitions: every problem in sentences, under a line that counts them.
 * @throws UsageError
 */
export function checkedDefinitions(root: string, consequence = ""): Definitions {
  try {
    return loadDefinitions(root);
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    const { length } = error.problems;
    throw new UsageError(
      `The definitions have ${length} ${length === 1 ? "problem" : "problems"}${consequence}:\n${error.message}`,
    );
  }
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
