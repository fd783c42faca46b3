import { outermostSelect, parseSpark } from "./mart-sql";
import { identifier, nodesOf, type SqlNode } from "./parse";

/**
 * The names of the columns that a mart's query gives, in lower case; null where a `*` may stand for any. An expression
 * without a name of its own is left out.
 * @throws SqlSyntaxError
 */
export function selectedColumns(sql: string): string[] | null {
  const select = outermostSelect(parseSpark(sql));
  const [list] = select ? nodesOf(select, "NamedExpressionSeq") : [];
  const items = (list?.children ?? []).filter((node) => node.constructor.name === "NamedExpressionContext");
  if (items.length === 0 || items.some((node) => /(^|\.)\*$/.test(node.getText()))) return null;
  return items.flatMap((node) => nameOf(node) ?? []);
}

/** The alias, else the last part of a column's name. */
function nameOf(item: SqlNode): string | undefined {
  const children = item.children ?? [];
  const alias = children.slice(1).findLast((node) => node.constructor.name === "ErrorCapturingIdentifierContext");
  if (alias) return identifier(alias.getText());
  if (children[0]?.constructor.name !== "SelectLiteralColumnNameContext") return undefined;
  const parts = nodesOf(item, "ErrorCapturingIdentifier");
  const last = parts.at(-1);
  return last && identifier(last.getText());
}
