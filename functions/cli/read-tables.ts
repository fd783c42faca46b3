import { compileConnections } from "../core/definitions/connections";
import { DefinitionError } from "../core/definitions/errors";
import { compileTables } from "../core/definitions/tables";
import type { Definitions } from "../core/documents";
import { definitionFiles } from "./definition-files";

/**
 * Compiles the tables of the project in `root`, for a command that needs no mart: reading the marts' SQL takes a second.
 * @throws DefinitionError with every problem of every table
 */
export function loadTables(root: string): Definitions["tables"] {
  const files = definitionFiles(root);
  const { tables, problems } = compileTables(files, compileConnections(files));
  if (problems.length > 0) throw new DefinitionError(problems);
  return tables;
}
