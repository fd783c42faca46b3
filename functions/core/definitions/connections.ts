import type { ConnectionDefinition, ConnectionJson } from "../documents";
import { parseDocument, type SourceFile } from "./document";
import type { DefinitionProblem } from "./errors";
import { checkDocument } from "./meta";

const CONNECTION_FILE = /^glue\/connections\/([^/]+)\.json$/;
const WORD = /^[a-z][a-z0-9_]*$/;

/** The databases that tables may name; `broken` are the names of those whose file did not compile. */
export interface Connections {
  connections: Record<string, ConnectionDefinition>;
  broken: string[];
  problems: DefinitionProblem[];
}

/** Compiles `glue/connections/<connection>.json`, in the order of their names. */
export function compileConnections(files: readonly SourceFile[]): Connections {
  const all: Connections = { connections: {}, broken: [], problems: [] };
  for (const file of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const id = CONNECTION_FILE.exec(file.path)?.[1];
    if (id === undefined) continue;
    const compiled = compileConnection(id, file);
    if (Array.isArray(compiled)) {
      all.problems.push(...compiled);
      all.broken.push(id);
    } else all.connections[id] = compiled;
  }
  return all;
}

function compileConnection(id: string, file: SourceFile): ConnectionDefinition | DefinitionProblem[] {
  if (!WORD.test(id)) {
    const sentence = `the connection "${id}" is no name, expected a lower-case letter, then letters, digits and underscores; rename the file.`;
    return [{ path: file.path, line: 1, sentence }];
  }
  const document = parseDocument(file);
  if ("problems" in document) return document.problems;
  const problems = checkDocument(document, "connection");
  if (problems.length > 0) return problems;
  const { description, database, driver = null } = document.value as ConnectionJson;
  return { id, description, database, driver };
}
