import { TrinoSQL } from "dt-sql-parser/dist/parser/trino";
import { identifier, nodesOf, parseSql, type SqlNode, type SqlParser, SqlText } from "./parse";

/** What `raw.`, `staging.` and `mart.` are called on a stage. */
export interface DatabaseNames {
  raw: string;
  staging: string;
  mart: string;
}

let parser: SqlParser | undefined;

/**
 * Replaces the database part of every `raw.`, `staging.` and `mart.` table reference of an Athena (Trino) query. Strings,
 * comments, aliases, columns and common table expressions stay as they are.
 * @throws SqlSyntaxError with the line and column, for SQL that is not Trino's
 */
export function resolveNames(sql: string, names: DatabaseNames): string {
  parser ??= new TrinoSQL() as unknown as SqlParser;
  const root = parseSql(parser, sql);
  const text = new SqlText(sql);
  const tables = nodesOf(root, "TableRef").map((node) => identifiers(node).at(-2));
  const schemas = nodesOf(root, "SchemaRef").map((node) => identifiers(node).at(-1));
  const edits = [...tables, ...schemas].flatMap((node) => {
    const name = node && identifier(text.slice(node));
    return node && name && Object.hasOwn(names, name) ? [{ node, text: names[name as keyof DatabaseNames] }] : [];
  });
  return text.replace(edits);
}

/** The dot-separated parts of a name. */
function identifiers(node: SqlNode): SqlNode[] {
  return (node.children ?? []).flatMap((child) =>
    child.constructor.name === "QualifiedNameContext" ? identifiers(child) : child.getText() === "." ? [] : [child],
  );
}
