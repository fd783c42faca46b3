import { compileDefinitions, DefinitionError } from "../core/definitions/compile";
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
