import CONTRACT from "../../../../schemas/meta/contract.json";
import { type Finding, show } from "../../contract/finding";
import { isObject } from "../../contract/schema";
import type { Operation, TableDefinition } from "../../documents";
import type { RowSink } from ".";
import { operationColumn } from "./operation";
import type { Literals, Row } from "./record";

/** An object of the envelope, and those of its numbers that a double would round. */
interface Part {
  values: Row;
  literals: Literals;
}

const PREFIX = "__";
const SOURCE = "source";
const NONE: Literals = new Map();

/**
 * Takes rows out of envelopes, as docs/interfaces.md says under "Envelopes". The twin of glue/etl/readers/envelope.py.
 * @returns `rows` itself where the table's operation has no envelope
 */
export function unwrapped(table: TableDefinition, rows: RowSink): RowSink {
  return table.operation?.envelope ? new Envelopes(table, table.operation, rows) : rows;
}

class Envelopes implements RowSink {
  private readonly column: string;
  private readonly key: readonly string[];
  /** Properties that are the envelope's, by their names in it. */
  private readonly own: readonly string[];

  constructor(
    table: TableDefinition,
    private readonly operation: Operation,
    private readonly rows: RowSink,
  ) {
    const sources = new Map(table.columns.map(({ name, source_name }) => [name, source_name]));
    this.column = operationColumn(table) as string;
    this.key = table.natural_key.map((name) => sources.get(name) as string);
    this.own = [...sources.values()].filter((name) => name.startsWith(PREFIX));
  }

  get count() {
    return this.rows.count;
  }

  columns = (names: readonly string[], line: number) => this.rows.columns(names, line);
  cells = (values: readonly string[], line: number) => this.rows.cells(values, line);
  broken = (line: number, finding: Finding) => this.rows.broken(line, finding);

  record(values: Row, line: number, literals: Literals): void {
    const given = { values, literals };
    const body = (!("before" in values || "after" in values) && below(given, "payload")) || given;
    const own = this.envelopes(body);
    const operation = own.values[this.column];
    const deletes = this.operation.delete.includes(operation as string);
    const side = deletes ? "before" : "after";
    const image = below(body, side);
    if (!image) this.rows.broken(line, missing(side, body.values[side]));
    else if (!this.operation.update.includes(operation as string)) this.give(image, own, line);
    else this.update(below(body, "before"), image, own, line);
  }

  /** An update that changes the key is a delete and an insert. */
  private update(before: Part | undefined, after: Part, own: Part, line: number): void {
    const moved = before !== undefined && this.hasMoved(before, after);
    if (moved) this.give(before, own, line, this.operation.delete[0]);
    this.give(after, own, line, moved ? this.operation.insert[0] : undefined);
  }

  /** The members of the envelope that the table has columns for. */
  private envelopes(body: Part): Part {
    const own = { values: {} as Row, literals: new Map() };
    const source = below(body, SOURCE);
    for (const property of this.own) {
      const name = property.slice(PREFIX.length);
      if (name in body.values) copy(body, name, own, property);
      else if (source && name.startsWith(`${SOURCE}_`)) copy(source, name.slice(SOURCE.length + 1), own, property);
    }
    return own;
  }

  /** Whether the key was another one before; a key without values says nothing. */
  private hasMoved(before: Part, after: Part): boolean {
    const exact = ({ values, literals }: Part, name: string) => literals.get(name) ?? values[name];
    return (
      this.key.every((name) => before.values[name] !== undefined && before.values[name] !== null) &&
      this.key.some((name) => exact(before, name) !== exact(after, name))
    );
  }

  private give(image: Part, own: Part, line: number, operation?: string): void {
    const row = { ...image.values, ...own.values, ...(operation !== undefined && { [this.column]: operation }) };
    const isExact = image.literals.size === 0 && own.literals.size === 0;
    this.rows.record(row, line, isExact ? NONE : new Map([...image.literals, ...own.literals]));
  }
}

function below({ values, literals }: Part, name: string): Part | undefined {
  const found = values[name];
  if (!isObject(found)) return undefined;
  const inside = literals.get(name);
  return { values: found, literals: inside instanceof Map ? inside : NONE };
}

function copy(from: Part, name: string, to: { values: Row; literals: Map<unknown, unknown> }, property: string): void {
  if (!(name in from.values)) return;
  to.values[property] = from.values[name];
  if (from.literals.has(name)) to.literals.set(property, from.literals.get(name));
}

const missing = (column: string, value: unknown): Finding => ({
  column,
  rule: "envelope",
  expected: CONTRACT.phrases.envelope,
  found: value === undefined ? "nothing" : show(value),
});
