import { TrinoSQL } from "dt-sql-parser/dist/parser/trino";
import { identifier, identifiersOf, nodesOf, parseSql, qualifiersOf, type SqlParser, SqlText, spanOf } from "./parse";

/** The names of `raw.`, `staging.` and `mart.` on a stage. */
export interface DatabaseNames {
  raw: string;
  staging: string;
  mart: string;
}

let parser: SqlParser | undefined;

/**
 * Replaces the database part of every `raw.`, `staging.` and `mart.` table reference of an Athena (Trino) query. A column
 * qualified by such a name follows it; strings, comments, aliases and common table expressions stay as they are.
 * @throws SqlSyntaxError with the line and column, for SQL that is not Trino's
 */
export function resolveNames(sql: string, names: DatabaseNames): string {
  parser ??= new TrinoSQL() as unknown as SqlParser;
  const root = parseSql(parser, sql);
  const text = new SqlText(sql);
  const databases = new Map(Object.entries(names));
  const tables = nodesOf(root, "TableRef").map(identifiersOf);
  const schemas = nodesOf(root, "SchemaRef").map((node) => identifiersOf(node).at(-1));
  const edits = [...tables.map((parts) => parts.at(-2)), ...schemas].flatMap((node) => {
    const name = node && databases.get(identifier(text.slice(node)));
    return name ? [{ span: spanOf(node), text: name }] : [];
  });
  const known = tables.map((parts) => parts.map((part) => identifier(text.slice(part))).join("."));
  const columns = qualifiersOf(root, new Set(known)).flatMap(({ table, database }) => {
    const name = databases.get(table.slice(0, table.indexOf(".")));
    return name ? [{ span: database, text: name }] : [];
  });
  return text.replace([...edits, ...columns]);
}

/**
 * The names of the tables that a query reads, in lower case and without those that the query itself defines.
 * @throws SqlSyntaxError
 */
export function tablesOf(sql: string): string[] {
  parser ??= new TrinoSQL() as unknown as SqlParser;
  const root = parseSql(parser, sql);
  const text = new SqlText(sql);
  const own = new Set(
    nodesOf(root, "NamedQuery").flatMap(({ children }) => identifier(children?.[0]?.getText() ?? "")),
  );
  const names = nodesOf(root, "TableRef").map((node) =>
    identifiersOf(node)
      .map((part) => identifier(text.slice(part)))
      .join("."),
  );
  return [...new Set(names)].filter((name) => !own.has(name));
}
