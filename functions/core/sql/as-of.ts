import { TrinoSQL } from "dt-sql-parser/dist/parser/trino";
import { SluiceError } from "../errors";
import {
  identifier,
  identifiersOf,
  nodesOf,
  parseSql,
  qualifiersOf,
  type SqlNode,
  type SqlParser,
  SqlText,
  spanOf,
} from "./parse";
import type { DatabaseNames } from "./resolve-names";

/** A query that cannot be asked as of a batch date; nothing was asked. */
export class AsOfError extends SluiceError {
  override readonly name = "AsOfError";
}

/** What the tables of a query were on a batch date. */
export interface AsOfSources {
  /** mart -> the snapshot of its state */
  snapshots: ReadonlyMap<string, string>;
  /** view of staging -> its query, over names of the stage; any other table of staging is a change log */
  views: ReadonlyMap<string, string>;
}

export interface AsOfQuery {
  /** the marts that the query reads, each once */
  marts: string[];
  /** the change logs and views of staging that it reads, each once */
  staging: string[];
  /** The query over the rows that these sources had at the end of `batchDate`. */
  rewrite(batchDate: string, sources: AsOfSources): string;
}

type Layer = keyof DatabaseNames;

interface Reference {
  layer: "staging" | "mart";
  /** the table, in lower case without quotes */
  name: string;
  /** `TableName` of the grammar, with a FOR clause where there is one */
  node: SqlNode;
}

let parser: SqlParser | undefined;
const parse = (sql: string): SqlNode => {
  parser ??= new TrinoSQL() as unknown as SqlParser;
  return parseSql(parser, sql);
};

/**
 * Reads an Athena query that is to be asked as of a batch date.
 * @throws SqlSyntaxError; AsOfError for what has no state of a batch date
 */
export function readAsOf(sql: string, databases: DatabaseNames): AsOfQuery {
  const root = parse(sql);
  const text = new SqlText(sql);
  if (nodesOf(root, "QueryStatement").length === 0)
    throw new AsOfError(
      "Only a query (select ... or with ... select ...) has rows as of a batch date; leave out --as-of.",
    );
  const layers = layersOf(databases);
  const references = nodesOf(root, "TableRef").flatMap((node) => referenceOf(node, text, layers) ?? []);
  const read = (layer: Layer) => [
    ...new Set(references.filter((each) => each.layer === layer).map(({ name }) => name)),
  ];
  return {
    marts: read("mart"),
    staging: read("staging"),
    rewrite: (batchDate, sources) => {
      const tables = references.map((reference) => ({
        span: spanOf(reference.node),
        text: REWRITTEN[reference.layer](reference, text.slice(reference.node), batchDate, sources),
      }));
      return text.replace([...tables, ...unqualified(root, text)]);
    },
  };
}

/** Both what people call a database and what it is called on the stage. */
const layersOf = (databases: DatabaseNames) =>
  new Map(Object.entries(databases).flatMap(([layer, name]) => [layer, name].map((each) => [each, layer as Layer])));

/** Null for a name that the query itself defines. @throws AsOfError */
function referenceOf(node: SqlNode, text: SqlText, layers: Map<string, Layer>): Reference | null {
  const parts = identifiersOf(node).map((part) => identifier(text.slice(part)));
  const [name = "", database] = parts.toReversed();
  if (database === undefined) return null;
  const layer = layers.get(database);
  const shown = parts.join(".");
  if (layer === "raw")
    throw new AsOfError(
      `${shown} has no state of a batch date: raw files are as they came. Read staging.${name}, or leave out --as-of.`,
    );
  if (layer === undefined)
    throw new AsOfError(
      `${shown} has no state of a batch date, which only tables of staging and marts have: leave out --as-of.`,
    );
  if (name.includes("$"))
    throw new AsOfError(
      `${shown} tells about a table as a whole, and has no state of a batch date: leave out --as-of.`,
    );
  const relation = node.parent?.parent;
  if (relation?.constructor.name !== "TableNameContext")
    throw new AsOfError(`${shown} has to be read by a select: write (select * from ${shown}).`);
  if (nodesOf(relation, "QueryPeriod").length > 0)
    throw new AsOfError(`${shown} has a FOR ... AS OF of its own: leave that out, or leave out --as-of.`);
  return { layer, name, node: relation };
}

const REWRITTEN: Record<
  Reference["layer"],
  (reference: Reference, name: string, batchDate: string, sources: AsOfSources) => string
> = {
  mart: (reference, name, _, { snapshots }) => {
    const snapshot = snapshots.get(reference.name);
    if (!snapshot) throw new RangeError(`mart.${reference.name} was not looked up`);
    return `${name} FOR VERSION AS OF ${snapshot}`;
  },
  staging: (reference, name, batchDate, { views }) => {
    const view = views.get(reference.name);
    const rows = view === undefined ? untilDate(name, batchDate) : `(${logsUntil(view, batchDate)})`;
    return `${rows}${aliasOf(reference)}`;
  },
};

const untilDate = (log: string, batchDate: string) =>
  `(SELECT * FROM ${log} WHERE "_batch_date" <= DATE '${batchDate}')`;

/** The query of a view over the rows that its change log had by then. */
function logsUntil(view: string, batchDate: string): string {
  const root = parse(view);
  const text = new SqlText(view);
  const logs = nodesOf(root, "TableName").filter((node) =>
    nodesOf(node, "TableRef").some((name) => identifiersOf(name).length > 1),
  );
  return text.replace(logs.map((node) => ({ span: spanOf(node), text: untilDate(text.slice(node), batchDate) })));
}

/** A query in place of a name keeps the name, unless it is given another. */
function aliasOf({ name, node }: Reference): string {
  const siblings = node.parent?.children ?? [];
  return siblings.length > 1 ? "" : ` AS "${name}"`;
}

/** A table that a query stands for is known without its database. */
function unqualified(root: SqlNode, text: SqlText) {
  const tables = nodesOf(root, "TableRef").map((node) =>
    identifiersOf(node)
      .map((part) => identifier(text.slice(part)))
      .join("."),
  );
  return qualifiersOf(root, new Set(tables)).map(({ table, whole }) => ({
    span: whole,
    text: `"${table.slice(table.lastIndexOf(".") + 1)}"`,
  }));
}
