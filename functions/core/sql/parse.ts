import { SluiceError } from "../errors";
import { lineAt } from "./lines";

/** The members of both dialects of dt-sql-parser that are used here. */
export interface SqlParser {
  validate(sql: string): { startLine: number; startColumn: number; message: string }[];
  parse(sql: string): SqlNode;
}

/** A node of ANTLR's tree; a terminal has a `symbol`. Offsets count code points, `stop` included. */
export interface SqlNode {
  constructor: { name: string };
  parent: SqlNode | null;
  children?: SqlNode[] | null;
  start?: { start: number } | null;
  stop?: { stop: number } | null;
  symbol?: Span;
  getText(): string;
}

/** Part of the text, in code points, `stop` included. */
export interface Span {
  start: number;
  stop: number;
}

export const spanOf = ({ start, stop, symbol }: SqlNode): Span =>
  symbol ?? { start: start?.start ?? 0, stop: stop?.stop ?? -1 };

/** SQL that the grammar does not accept; line and column are 1-based. */
export class SqlSyntaxError extends SluiceError {
  override readonly name = "SqlSyntaxError";

  constructor(
    readonly line: number,
    readonly column: number,
    readonly detail: string,
  ) {
    super(`line ${line}, column ${column} of the SQL: ${detail}.`);
  }
}

/** Text by code points, as ANTLR counts. */
export class SqlText {
  private readonly points: readonly string[];

  constructor(readonly text: string) {
    this.points = [...text];
  }

  slice(node: SqlNode): string {
    const { start, stop } = spanOf(node);
    return this.points.slice(start, stop + 1).join("");
  }

  /** 1-based line of a node. */
  line(node: SqlNode): number {
    return lineAt(this.points.slice(0, spanOf(node).start).join(""), Number.POSITIVE_INFINITY);
  }

  /** The text with each span replaced. Spans do not overlap. */
  replace(edits: readonly { span: Span; text: string }[]): string {
    const points = [...this.points];
    const backwards = [...edits].sort((a, b) => b.span.start - a.span.start);
    for (const { span, text } of backwards) points.splice(span.start, span.stop + 1 - span.start, text);
    return points.join("");
  }
}

/** @throws SqlSyntaxError for the first thing that the grammar does not accept */
export function parseSql(parser: SqlParser, sql: string): SqlNode {
  const error = parser.validate(sql)[0];
  if (error) throw new SqlSyntaxError(error.startLine, error.startColumn, error.message);
  return parser.parse(sql);
}

/** All nodes of a grammar rule (`TableName` for TableNameContext), in text order. */
export function nodesOf(root: SqlNode, ...rules: string[]): SqlNode[] {
  const own = rules.some((rule) => root.constructor.name === `${rule}Context`) ? [root] : [];
  return [...own, ...(root.children ?? []).flatMap((child) => nodesOf(child, ...rules))];
}

/** An identifier without its quotes, in lower case: both engines compare names that way. */
export const identifier = (text: string) => text.replace(/^(["`])(.*)\1$/s, "$2").toLowerCase();

/** The dot-separated parts of a name in a Trino query. */
export function identifiersOf(node: SqlNode): SqlNode[] {
  return (node.children ?? []).flatMap((child) =>
    child.constructor.name === "QualifiedNameContext" ? identifiersOf(child) : child.getText() === "." ? [] : [child],
  );
}

/** A column that is qualified by a whole table name: `staging.shop_orders` in `staging.shop_orders.order_id`. */
export interface Qualifier {
  table: string;
  /** The spans of the database part, and of the whole table name. */
  database: Span;
  whole: Span;
}

/** Every column qualifier that is one of `tables` (`database.table`, in lower case). */
export function qualifiersOf(root: SqlNode, tables: ReadonlySet<string>): Qualifier[] {
  const tokens = terminals(root);
  return tokens.flatMap((first, at) => {
    const [dot, second, next] = tokens.slice(at + 1);
    if (!dot || !second || dot.getText() !== "." || next?.getText() !== "." || tokens[at - 1]?.getText() === ".")
      return [];
    const table = `${identifier(first.getText())}.${identifier(second.getText())}`;
    const database = spanOf(first);
    return tables.has(table) ? [{ table, database, whole: { start: database.start, stop: spanOf(second).stop } }] : [];
  });
}

/** The terminals below a node, in text order. */
export function terminals(node: SqlNode): SqlNode[] {
  return node.symbol ? [node] : (node.children ?? []).flatMap(terminals);
}
