import CONTRACT from "../../../schemas/meta/contract.json";
import VOCABULARY from "../../../schemas/meta/vocabulary.schema.json";
import type { Definitions } from "../documents";
import type { SourceFile } from "./document";
import { DefinitionError } from "./errors";
import { compileMarts } from "./marts";
import { compileTables, filesByFolder } from "./tables";

export type { SourceFile } from "./document";
export { DefinitionError, type DefinitionProblem } from "./errors";

const MART_FILE = /^(glue\/marts\/[^/]+)\/(mart\.json|mart\.sql|audits\/[^/]+\.sql)$/;

/**
 * Compiles the definitions of all tables and marts from their files: `schemas/<source>/<table>/{table,row.schema}.json` and
 * `glue/marts/<mart>/{mart.json,mart.sql,audits/*.sql}`; other paths are ignored. Pure: the same files give the same definitions.
 * @throws DefinitionError with every problem of every file
 */
export function compileDefinitions(files: readonly SourceFile[]): Definitions {
  const { tables, problems, broken } = compileTables(files);
  const marts = compileMarts(filesByFolder(files, MART_FILE), tables, broken);
  const all = [...problems, ...marts.problems];
  if (all.length > 0) throw new DefinitionError(all);
  return { contract: { ...CONTRACT, compressions: VOCABULARY.$defs.compression.rows }, tables, marts: marts.marts };
}
