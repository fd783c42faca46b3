import { Document, isMap, isSeq, type Node, visit } from "yaml";
import type { TableDefinition } from "../documents";
import { writtenAs } from "./draft-values";

/** A row as Athena gives it: a text, or null, for each column. */
export type Texts = Record<string, string | null>;

/** Changes of a few keys of a table, from its change log, in the order in which they took effect. */
export interface TableChanges {
  table: TableDefinition;
  changes: Texts[];
}

/** Rows of the mart, and the types of their columns as Athena names them. */
export interface MartRows {
  types: Record<string, string>;
  rows: Texts[];
}

interface Step {
  batch_date: string;
  given: { input: string; rows: object[] }[];
  expect?: { rows: object[] };
}

/** What came before the last few dates is one step. */
const MOST_STEPS = 5;
const SCHEMA = "# yaml-language-server: $schema=../../../../schemas/meta/mart_tests.schema.json";

/**
 * A test of the rows that a mart has as of `date`: the changes that lead there, step by step. `origin` is where they come
 * from, for the reader.
 */
export function draftTest(origin: string, date: string, tables: readonly TableChanges[], mart: MartRows): string {
  const steps = stepsOf(tables, date);
  const last = steps.at(-1) as Step;
  last.expect = { rows: mart.rows.map((row) => typed(row, mart.types, String)) };
  const document = new Document({ unit_tests: [{ name: `rows of ${origin}, as of ${date}`, steps }] });
  visit(document, { Pair: (_, { key, value }) => ((key as Node).toJSON() === "rows" ? inLines(value) : undefined) });
  const advice = `# A draft from ${origin}: what is expected is what the mart has, right or wrong. Look at each row, and replace what is personal.`;
  return `${SCHEMA}\n${advice}\n${document.toString({ lineWidth: 0 })}`;
}

/** Rows in one line each. */
function inLines(rows: unknown): void {
  if (isSeq(rows)) for (const row of rows.items) if (isMap(row)) row.flow = true;
}

function stepsOf(tables: readonly TableChanges[], date: string): Step[] {
  const all = tables.flatMap(({ changes }) => changes.map(dateOf));
  const dates = [...new Set([...all, date])].sort().slice(-MOST_STEPS);
  const stepOf = (change: Texts) => dates.find((each) => dateOf(change) <= each);
  return dates.map((batch_date) => ({
    batch_date,
    given: tables.flatMap(({ table, changes }) => {
      const now = changes.filter((change) => stepOf(change) === batch_date);
      if (now.length === 0) return [];
      const rows = table.feed === "snapshot" ? standing(changes, batch_date) : now;
      return [{ input: table.id, rows: rows.map((row) => ownRow(table, row)) }];
    }),
  }));
}

/** The rows that a snapshot had on that date. */
function standing(changes: readonly Texts[], date: string): Texts[] {
  const rows = new Map<string, Texts>();
  for (const change of changes.filter((each) => dateOf(each) <= date)) {
    const key = String(change._key);
    rows.delete(key);
    if (change._change_type !== "delete") rows.set(key, change);
  }
  return [...rows.values()];
}

/** A row as a file has it. What is null is left out. */
function ownRow({ columns }: TableDefinition, row: Texts): object {
  const types = Object.fromEntries(columns.map(({ name, type }) => [name, type]));
  const names = Object.fromEntries(columns.map(({ name, source_name }) => [name, source_name]));
  const own = Object.fromEntries(
    Object.entries(row).filter(([name, text]) => text !== null && Object.hasOwn(types, name)),
  );
  return typed(own, types, (name) => names[name] as string);
}

function typed(row: Texts, types: Record<string, string>, named: (name: string) => string): object {
  return Object.fromEntries(
    Object.entries(row).map(([name, text]) => [named(name), writtenAs(text, types[name] ?? "")]),
  );
}

const dateOf = (change: Texts) => String(change._batch_date).slice(0, 10);
