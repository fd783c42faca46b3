import { compileDefinitions, DefinitionError, type SourceFile } from "../core/definitions/compile";
import type { Definitions } from "../core/documents";
import { definitionFiles } from "./definition-files";
import { UsageError } from "./errors";

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
export const checkedDefinitions = (root: string, consequence = ""): Definitions =>
  compiled(definitionFiles(root), consequence);

/** @throws UsageError */
export function compiled(files: readonly SourceFile[], consequence: string): Definitions {
  try {
    return compileDefinitions(files);
  } catch (error) {
    throw error instanceof DefinitionError ? refused(error, consequence) : error;
  }
}

/** The problems under a line that counts them, and names the consequence. */
export function refused({ problems, message }: DefinitionError, consequence: string): UsageError {
  const { length } = problems;
  return new UsageError(
    `The definitions have ${length} ${length === 1 ? "problem" : "problems"}${consequence}:\n${message}`,
  );
}
