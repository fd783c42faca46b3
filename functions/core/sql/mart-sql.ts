import { SparkSQL } from "dt-sql-parser/dist/parser/spark";
import { SluiceError } from "../errors";
import { type BatchDateCall, batchDateCalls } from "./batch-date";
import {
  identifier,
  nodesOf,
  parseSql,
  qualifiersOf,
  type SqlNode,
  type SqlParser,
  SqlText,
  spanOf,
  terminals,
} from "./parse";

/** A table that a query reads: its name in lower case without quotes (`staging.shop_orders`), where, and as what. */
export interface TableReference {
  name: string;
  line: number;
  node: SqlNode;
}

export interface MartSql {
  references: TableReference[];
  batchDates: BatchDateCall[];
  /** Whether the query can give a column of that name; `false` only where its select list surely lacks it. */
  mayGive(column: string): boolean;
  /** Whether the list has a `*`, which may stand for any columns. */
  mayGiveAny: boolean;
  /** Line of that select list. */
  selectLine: number;
  /** The text in which each reference has the view's name, and stays known under its own last name; batch dates are a parameter. */
  rewrite(viewOf: (name: string) => string): string;
}

/** SQL that is not exactly one query; `line` is 1-based. */
export class NotAQueryError extends SluiceError {
  override readonly name = "NotAQueryError";
}

let parser: SqlParser | undefined;

/** The tree of Spark SQL. @throws SqlSyntaxError */
export function parseSpark(sql: string): SqlNode {
  parser ??= new SparkSQL() as unknown as SqlParser;
  return parseSql(parser, sql);
}

/**
 * Reads the Spark SQL of a mart: one query, whose references that are no CTEs are its inputs.
 * @throws SqlSyntaxError, NotAQueryError
 */
export function readMartSql(sql: string): MartSql {
  const root = parseSpark(sql);
  const statements = nodesOf(root, "SingleStatement");
  const query = statements[0]?.children?.[0];
  if (statements.length !== 1 || query?.constructor.name !== "StatementDefaultContext") {
    const found = statements.length === 1 ? "another statement" : `${statements.length} statements`;
    throw new NotAQueryError(
      `expected one query (select ... or with ... select ...), found ${found}; keep only the query`,
    );
  }
  const text = new SqlText(sql);
  const ctes = new Set(nodesOf(root, "NamedQuery").map((node) => identifier(node.children?.[0]?.getText() ?? "")));
  const references = nodesOf(root, "TableName")
    .map((node) => reference(text, node))
    .filter(({ name }) => !ctes.has(name));
  const batchDates = batchDateCalls(query, text);
  const select = outermostSelect(query);
  const words = select && terminals(select).map((node) => identifier(text.slice(node)));
  const mayGiveAny = !words || words.includes("*");
  return {
    references,
    batchDates,
    // The names of computed columns are Spark's to say: a word anywhere in the list may be one.
    mayGive: (column) => mayGiveAny || words.includes(column),
    mayGiveAny,
    selectLine: text.line(select ?? query),
    rewrite: (viewOf) => {
      const tables = references.map(({ node, name }) => ({
        span: spanOf(tableOf(node)),
        text: `${viewOf(name)}${aliasOf(node, name)}`,
      }));
      const qualifiers = qualifiersOf(root, new Set(references.map(({ name }) => name)));
      const columns = qualifiers.map(({ whole, table }) => ({ span: whole, text: lastOf(table) }));
      return text
        .replace([...tables, ...columns, ...batchDates])
        .trim()
        .replace(/;$/, "");
    },
  };
}

/** The first select list that is in no common table expression and no FROM: it names the columns of the query. */
export function outermostSelect(node: SqlNode): SqlNode | undefined {
  const rule = node.constructor.name;
  if (rule === "SelectClauseContext") return node;
  if (rule === "CtesContext" || rule === "FromClauseContext") return undefined;
  for (const child of node.children ?? []) {
    const found = outermostSelect(child);
    if (found) return found;
  }
  return undefined;
}

/** The identifier below a TableName, which may also hold a temporal clause. */
const tableOf = (node: SqlNode) => nodesOf(node, "TableIdentifier", "ViewIdentifier")[0] ?? node;

function reference(text: SqlText, node: SqlNode): TableReference {
  const parts = nodesOf(tableOf(node), "ErrorCapturingIdentifier").map((part) => identifier(text.slice(part)));
  return { name: parts.join("."), line: text.line(node), node };
}

/** ` as shop_orders` where the query gives no alias, since its columns may be qualified by the name. */
function aliasOf(node: SqlNode, name: string): string {
  const alias = node.parent?.children?.some(
    (child) => child.constructor.name === "TableAliasContext" && child.getText() !== "",
  );
  const isRelation = /^(Relation|TableSource|TableOrQuery)/.test(node.parent?.constructor.name ?? "");
  return alias || !isRelation ? "" : ` as ${lastOf(name)}`;
}

const lastOf = (name: string) => name.slice(name.lastIndexOf(".") + 1);
