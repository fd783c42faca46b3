import CONTRACT from "../../../schemas/meta/contract.json";
import VOCABULARY from "../../../schemas/meta/vocabulary.schema.json";
import type { Definitions } from "../documents";
import { compileConnections } from "./connections";
import type { SourceFile } from "./document";
import { DefinitionError } from "./errors";
import { compileMarts } from "./marts";
import { compileTables, filesByFolder } from "./tables";

export type { SourceFile } from "./document";
export { DefinitionError, type DefinitionProblem } from "./errors";

const MART_FILE = /^(glue\/marts\/[^/]+)\/(mart\.json|mart\.sql|audits\/[^/]+\.sql)$/;

/**
 * Compiles the definitions of all tables and marts from their files: `schemas/<source>/<table>/{table,row.schema}.json`,
 * `glue/marts/<mart>/{mart.json,mart.sql,audits/*.sql}` and `glue/connections/<connection>.json`; other paths are ignored. Pure: the same files give the same definitions.
 * @throws DefinitionError with every problem of every file
 */
export function compileDefinitions(files: readonly SourceFile[]): Definitions {
  const connections = compileConnections(files);
  const { tables, problems, broken } = compileTables(files, connections);
  const marts = compileMarts(filesByFolder(files, MART_FILE), tables, broken);
  const all = [...connections.problems, ...problems, ...marts.problems];
  if (all.length > 0) throw new DefinitionError(all);
  const contract = { ...CONTRACT, compressions: VOCABULARY.$defs.compression.rows };
  return { contract, tables, marts: marts.marts, connections: connections.connections };
}
