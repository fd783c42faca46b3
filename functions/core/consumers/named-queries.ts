import type { Definitions, Dimension, MartDefinition } from "../documents";
import { martOf } from "../names";
import { hasVersions } from "./versions";

/** A query that Athena's console offers in the workgroup. A `?` is a parameter, which the console asks for. */
export interface NamedQuery {
  /** Letters and digits, for the logical id of the resource; unique within a mart */
  id: string;
  /** What it shows, after the mart in its name */
  shows: string;
  description: string;
  sql: string;
}

/** The names of Glue databases, as the deployment has them. */
export interface Databases {
  staging: string;
  mart: string;
}

/** The queries that a person asks first of a mart: its newest rows, the history of one key, a fact with its dimensions. */
export function namedQueries(mart: MartDefinition, { tables }: Definitions, databases: Databases): NamedQuery[] {
  const found = [newestRows(mart, databases), historyOfKey(mart, tables, databases), star(mart, databases)];
  return found.filter((query) => query !== undefined);
}

const SHOWN = 100;
const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
const list = (columns: readonly string[]) => columns.map(quoted).join(", ");
const tableOf = (database: string, name: string) => `${quoted(database)}.${quoted(name)}`;

function newestRows(mart: MartDefinition, databases: Databases): NamedQuery {
  const table = tableOf(databases.mart, mart.id);
  const { partition_by: day, natural_key } = mart;
  const sort = mart.kind === "fact" && day ? `${quoted(day)} desc, ${list(natural_key)}` : list(natural_key);
  const sql = `select *\nfrom ${table}${newest(mart, table)}\norder by ${sort}\nlimit ${SHOWN}`;
  return { id: "Newest", shows: "newest rows", description: `${mart.description}: ${mart.grain}`, sql };
}

/** The condition for the newest version of each key, where the mart has several. */
function newest(mart: MartDefinition, table: string): string {
  if (mart.kind === "historical") return `\nwhere "as_of_date" = (select max("as_of_date") from ${table})`;
  return hasVersions(mart) ? '\nwhere "is_current"' : "";
}

function historyOfKey(
  mart: MartDefinition,
  tables: Definitions["tables"],
  databases: Databases,
): NamedQuery | undefined {
  const source = historySource(mart, tables, databases);
  if (!source) return undefined;
  const key = mart.natural_key.map((column) => `${quoted(column)} = ?`).join(" and ");
  const sql = `select *\nfrom ${source.table}\nwhere ${key}\norder by ${quoted(source.order)}`;
  return {
    id: "History",
    shows: "history of one key",
    description: `Every version of one ${mart.natural_key.join(", ")}, oldest first`,
    sql,
  };
}

/** What has the versions of a key: the mart itself, or the one table whose key is the mart's. */
function historySource(mart: MartDefinition, tables: Definitions["tables"], databases: Databases) {
  if (mart.kind === "historical") return { table: tableOf(databases.mart, mart.id), order: "as_of_date" };
  if (hasVersions(mart)) return { table: tableOf(databases.mart, mart.id), order: "effective_from" };
  const read = new Set(mart.inputs.flatMap(({ table }) => table ?? []));
  const same = [...read].flatMap((id) => tables[id] ?? []).filter((table) => sameKey(table.natural_key, mart));
  const [only] = same;
  if (!only || same.length > 1) return undefined;
  return { table: tableOf(databases.staging, `${only.name}_history`), order: "effective_from" };
}

const sameKey = (key: readonly string[], { natural_key }: MartDefinition) =>
  key.length === natural_key.length && key.every((column) => natural_key.includes(column));

/** A fact with the members of its dimension marts; a dimension that is resolved from staging has no table to join. */
function star(mart: MartDefinition, databases: Databases): NamedQuery | undefined {
  const joined = mart.dimensions.filter(({ member_key }) => member_key !== null);
  if (joined.length === 0) return undefined;
  const columns = ["fact.*", ...joined.map(({ name }) => `${quoted(name)}.*`)].join(", ");
  const joins = joined.map((dimension) => joinOf(dimension, databases)).join("\n");
  const sql = `select ${columns}\nfrom ${tableOf(databases.mart, mart.id)} as fact\n${joins}\nlimit ${SHOWN}`;
  const names = joined.map(({ name }) => name).join(", ");
  return { id: "Star", shows: "with its dimensions", description: `${mart.description}, joined with ${names}`, sql };
}

function joinOf({ name, input, member_key, surrogate_key }: Dimension, databases: Databases): string {
  const table = tableOf(databases.mart, martOf(input));
  return `left join ${table} as ${quoted(name)} on fact.${quoted(surrogate_key)} = ${quoted(name)}.${quoted(member_key ?? "")}`;
}
