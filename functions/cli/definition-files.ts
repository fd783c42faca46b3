import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { SourceFile } from "../core/definitions/document";

const NAMES = new Set(["table.json", "row.schema.json", "mart.json", "mart.sql"]);
const isSql = (name: string) => name.endsWith(".sql");
const TEST_FILE = /\.(ya?ml|json)$/;
const isJson = (name: string) => name.endsWith(".json");

/** The files of the definitions, by path from `root`. */
export function definitionFiles(root: string): SourceFile[] {
  const tables = folders(root, "schemas").flatMap((source) => folders(root, source));
  const marts = folders(root, "glue/marts");
  return [
    ...[...tables, ...marts].flatMap((directory) => filesIn(root, directory, (name) => NAMES.has(name))),
    ...marts.flatMap((mart) => filesIn(root, `${mart}/audits`, isSql)),
    ...connectionFiles(root),
  ];
}

/** The databases that tables can be pulled from, by path from `root`. */
export const connectionFiles = (root: string): SourceFile[] => filesIn(root, "glue/connections", isJson);

/** The unit tests of marts, by path from `root`. */
export function testFiles(root: string): SourceFile[] {
  return folders(root, "glue/marts").flatMap((mart) => filesIn(root, `${mart}/tests`, (name) => TEST_FILE.test(name)));
}

function filesIn(root: string, directory: string, isMeant: (name: string) => boolean): SourceFile[] {
  if (!existsSync(join(root, directory))) return [];
  return readdirSync(join(root, directory))
    .filter(isMeant)
    .sort()
    .map((name) => `${directory}/${name}`)
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

function folders(root: string, directory: string): string[] {
  if (!existsSync(join(root, directory))) return [];
  const entries = readdirSync(join(root, directory), { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${directory}/${name}`)
    .sort();
}
