import type { TableDefinition } from "../documents";
import type { Connections } from "./connections";
import type { SourceFile } from "./document";
import type { DefinitionProblem } from "./errors";
import { compileTable } from "./table";

const TABLE_FILE = /^(schemas\/[^/]+\/[^/]+)\/(table|row\.schema)\.json$/;
const WORD = /^[a-z][a-z0-9_]*$/;

/** Files by folder, which the first group of `pattern` matches, in the order of the folders' names. */
export function filesByFolder(files: readonly SourceFile[], pattern: RegExp): [string, SourceFile[]][] {
  const folders = new Map<string, SourceFile[]>();
  for (const file of files) {
    const folder = pattern.exec(file.path)?.[1];
    if (folder === undefined) continue;
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  return [...folders].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Compiles the tables alone; `broken` are the names of those that did not compile. */
export function compileTables(files: readonly SourceFile[], connections: Connections) {
  const tables: Record<string, TableDefinition> = {};
  const problems: DefinitionProblem[] = [];
  const broken: string[] = [];
  for (const [folder, pair] of filesByFolder(files, TABLE_FILE)) {
    const [, source = "", table = ""] = folder.split("/");
    const policy = pair.find(({ path }) => path.endsWith("/table.json"));
    const row = pair.find(({ path }) => path.endsWith("/row.schema.json"));
    const found = checkFolder(folder, [source, table]) ?? missing(folder, policy, row);
    if (found || !policy || !row) {
      if (found) problems.push(found);
      broken.push(`${source}_${table}`);
      continue;
    }
    const compiled = compileTable(source, table, { policy, row, connections });
    problems.push(...compiled.problems);
    if (compiled.table) tables[compiled.table.id] = compiled.table;
    else broken.push(`${source}_${table}`);
  }
  return { tables, broken, problems: [...problems, ...checkRelations(Object.values(tables))] };
}

function checkFolder(folder: string, words: readonly string[]): DefinitionProblem | undefined {
  const wrong = words.find((word) => !WORD.test(word));
  if (wrong === undefined) return undefined;
  const sentence = `the folder "${wrong}" is no name, expected a lower-case letter, then letters, digits and underscores; rename it.`;
  return { path: folder, line: 1, sentence };
}

function missing(
  folder: string,
  policy: SourceFile | undefined,
  row: SourceFile | undefined,
): DefinitionProblem | undefined {
  const absent = policy ? (row ? undefined : "row.schema.json") : "table.json";
  if (!absent) return undefined;
  return {
    path: `${folder}/${absent}`,
    line: 1,
    sentence: `the file is missing, expected it beside ${policy ? "table.json" : "row.schema.json"}; add it.`,
  };
}

/** Refuses a name of a table, or of one of its two views, that another table has. */
function checkRelations(tables: readonly TableDefinition[]): DefinitionProblem[] {
  const owners = new Map<string, string>();
  return tables.flatMap(({ id, name }) => {
    const path = `schemas/${id}/table.json`;
    for (const relation of [name, `${name}_current`, `${name}_history`]) {
      const owner = owners.get(relation);
      if (owner)
        return [
          {
            path,
            line: 1,
            sentence: `the tables ${owner} and ${id} both give "staging.${relation}"; rename the folder of one.`,
          },
        ];
      owners.set(relation, id);
    }
    return [];
  });
}
