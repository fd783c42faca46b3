import type { MartDefinition, TableDefinition } from "../../core/documents";
import { isWritable, literalOf, type MartRows, type Texts } from "../../core/unit-tests";
import type { QueryResult } from "../formats";

/** How many keys of the mart a draft is about. */
const KEYS = 3;
const MOST_ROWS = 200;
/** How often rows that refer to rows of the same mart bring these along. */
const ROUNDS = 3;
const AUDIT = ["_batch_date", "_change_type", "_key"];

type Query = (sql: string) => Promise<QueryResult>;
type Values = Map<string, Set<string>>;

/** A few rows of a mart, and of the tables that feed it those with the same keys. */
export class LiveRows {
  /** The values of the mart's rows, and of the tables read so far, by column. */
  private readonly known: Values = new Map();

  constructor(
    private readonly mart: MartDefinition,
    private readonly query: Query,
  ) {}

  /** All rows of a few keys of the mart. */
  async martRows(): Promise<MartRows> {
    const { id, natural_key, surrogate_key } = this.mart;
    const members = surrogate_key ? `where ${name(surrogate_key)} <> 'unknown' ` : "";
    const columns = natural_key.map(name).join(", ");
    const { columns: keyed, rows } = await this.query(
      `select distinct ${columns} from mart.${id} ${members}order by ${columns} limit ${KEYS}`,
    );
    const keys = new Map(keyed.map(({ name: column }, at) => [column, new Set(present(rows.map((row) => row[at])))]));
    const types = Object.fromEntries(keyed.map(({ name: column, type }) => [column, type]));
    let found = await this.rowsOf(keys, types);
    for (let round = 0; round < ROUNDS && this.addReferred(keys, found); round += 1)
      found = await this.rowsOf(keys, types);
    this.learn(found.rows);
    for (const { key } of this.mart.dimensions)
      for (const [ours, theirs] of Object.entries(key)) add(this.known, theirs, valuesOf(found.rows, ours));
    return found;
  }

  private async rowsOf(keys: Values, types: Record<string, string>): Promise<MartRows> {
    const { id, surrogate_key } = this.mart;
    const wanted = conditionOf(keys, types);
    const where = surrogate_key ? `(${wanted}) or ${name(surrogate_key)} = 'unknown'` : wanted;
    const result = await this.query(`select * from mart.${id} where ${where} order by 1 limit ${MOST_ROWS}`);
    const columns = result.columns.filter(({ type }) => isWritable(type));
    const all = toTexts(result);
    return {
      types: Object.fromEntries(columns.map(({ name: column, type }) => [column, type])),
      rows: all.map((row) => Object.fromEntries(columns.map(({ name: column }) => [column, row[column] ?? null]))),
    };
  }

  /** Adds the keys that rows refer to, as relationships of the mart have it, to the keys; whether there are new keys. */
  private addReferred(keys: Values, { rows }: MartRows): boolean {
    let grown = false;
    for (const test of this.mart.tests) {
      if (test.type !== "relationships" || !keys.has(test.to_column) || keys.size > 1) continue;
      grown = add(keys, test.to_column, valuesOf(rows, test.column)) || grown;
    }
    return grown;
  }

  /** The changes of a table up to `date`, of the keys that are known, or of a few. */
  async changes(table: TableDefinition, date: string): Promise<Texts[]> {
    const columns = table.columns.filter(({ type }) => isWritable(type));
    const list = [...columns.map(({ name: column }) => column), ...AUDIT].map(name).join(", ");
    const result = await this.query(
      `select ${list} from staging.${table.name} where _batch_date <= date '${date}' and ${this.conditionFor(table)} ` +
        `order by _batch_date, _sequence, _loaded_at limit ${MOST_ROWS}`,
    );
    const changes = toTexts(result);
    this.learn(changes.filter(({ _change_type }) => _change_type !== "delete"));
    return changes;
  }

  private conditionFor({ name: table, columns, natural_key }: TableDefinition): string {
    const types = Object.fromEntries(columns.map((column) => [column.name, column.type]));
    const isKnown = (column: string) => Object.hasOwn(types, column) && (this.known.get(column)?.size ?? 0) > 0;
    const shared = this.mart.natural_key.filter(isKnown);
    const by = natural_key.length > 0 && natural_key.every(isKnown) ? natural_key : shared;
    const keys = new Map(by.map((column) => [column, this.known.get(column) ?? new Set<string>()]));
    if (keys.size > 0) return conditionOf(keys, types);
    return `_key in (select _key from staging.${table} group by _key order by _key limit ${KEYS})`;
  }

  private learn(rows: readonly Texts[]): void {
    const columns = Object.keys(rows[0] ?? {}).filter((column) => !column.startsWith("_"));
    for (const column of columns.filter((each) => !this.known.has(each)))
      add(this.known, column, valuesOf(rows, column));
  }
}

const name = (column: string) => `"${column}"`;
const present = (texts: readonly (string | null | undefined)[]) => texts.filter((text) => text != null) as string[];
const valuesOf = (rows: readonly Texts[], column: string) => present(rows.map((row) => row[column]));

/** Whether values are new. */
function add(values: Values, column: string, more: readonly string[]): boolean {
  const there = values.get(column) ?? new Set();
  const before = there.size;
  for (const value of more) there.add(value);
  values.set(column, there);
  return there.size > before;
}

const conditionOf = (keys: Values, types: Record<string, string>): string =>
  [...keys]
    .map(([column, values]) => {
      const literals = [...values].map((value) => literalOf(value, types[column] ?? "varchar"));
      return literals.length > 0 ? `${name(column)} in (${literals.join(", ")})` : "false";
    })
    .join(" and ") || "true";

const toTexts = ({ columns, rows }: QueryResult): Texts[] =>
  rows.map((row) => Object.fromEntries(columns.map(({ name: column }, at) => [column, row[at] ?? null])));
