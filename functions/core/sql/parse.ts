import { lineAt } from "../definitions/document";

/** What the two dialects of dt-sql-parser have in common, as far as it is used here. */
export interface SqlParser {
  validate(sql: string): { startLine: number; startColumn: number; message: string }[];
  parse(sql: string): SqlNode;
}

/** A node of ANTLR's tree. Offsets count code points, `stop` included. */
export interface SqlNode {
  constructor: { name: string };
  parent: SqlNode | null;
  children?: SqlNode[] | null;
  start?: { start: number } | null;
  stop?: { stop: number } | null;
  getText(): string;
}

/** SQL that the grammar does not accept; line and column are 1-based. */
export class SqlSyntaxError extends Error {
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

  slice({ start, stop }: SqlNode): string {
    return this.points.slice(start?.start, (stop?.stop ?? -1) + 1).join("");
  }

  /** 1-based line of a node. */
  line({ start }: SqlNode): number {
    return lineAt(this.points.slice(0, start?.start ?? 0).join(""), Number.POSITIVE_INFINITY);
  }

  /** The text with each node's own text replaced. Nodes do not overlap. */
  replace(edits: readonly { node: SqlNode; text: string }[]): string {
    const points = [...this.points];
    const backwards = [...edits].sort((a, b) => (b.node.start?.start ?? 0) - (a.node.start?.start ?? 0));
    for (const { node, text } of backwards) {
      const start = node.start?.start ?? 0;
      points.splice(start, (node.stop?.stop ?? start) + 1 - start, text);
    }
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
