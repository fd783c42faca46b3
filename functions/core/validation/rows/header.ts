import { type Finding, show } from "../../contract/finding";
import type { TableDefinition } from "../../documents";
import type { Limits } from "../limits";
import { type Problems, Unreadable } from "../problems";
import { Evolution, unknownColumn } from "./new-columns";
import { explainOperation, operationColumn } from "./operation";

export interface HeaderContext {
  readonly table: TableDefinition;
  readonly names: readonly string[];
  /** Null where a file has no lines. */
  readonly line: number | null;
  readonly problems: Problems;
  readonly limits: Limits;
  readonly known: ReadonlySet<string>;
  readonly keyNames: readonly string[];
}

/**
 * Compares the columns of a file with those of its table, by name; their order is free. Columns that are neither in
 * `required` nor in a snapshot's key may be missing, as properties may.
 * @throws Unreadable after noting every difference, since rows under a wrong header would only repeat it
 */
export function checkHeader({ table, names, line, problems, limits, known, keyNames }: HeaderContext): void {
  if (names.length > limits.columns) throw tooMany(limits, names.length, line);
  if (names.reduce((bytes, name) => bytes + sizeOf(name), 0) > limits.names) throw tooLong(limits, line);
  const operation = operationColumn(table);
  const findings = [
    ...missing(names, [...new Set([...((table.row_schema.required ?? []) as string[]), ...keyNames])]).map((finding) =>
      explainOperation(finding, operation),
    ),
    ...duplicates(names),
    ...unknown(
      table,
      [...new Set(names)].filter((name) => !known.has(name)),
    ),
  ];
  const last = findings.pop();
  for (const finding of findings) problems.add(line, finding);
  if (last) throw new Unreadable(line, last);
}

export function tooMany({ columns }: Limits, found: number | string, line: number | null): Unreadable {
  const expected = `at most ${columns.toLocaleString("en")} columns`;
  return new Unreadable(line, { column: null, rule: "columns", expected, found: found.toLocaleString("en") });
}

export function tooLong({ names }: Limits, line: number | null): Unreadable {
  const expected = `at most ${names / 2 ** 10} KiB of column names`;
  return new Unreadable(line, { column: null, rule: "columns", expected, found: "more" });
}

/** Bytes of a name in a list of JSON. */
export const sizeOf = (name: string): number => Buffer.byteLength(JSON.stringify(name)) + 1;

function missing(names: readonly string[], required: readonly string[]): Finding[] {
  const present = new Set(names);
  const similar = new Map(names.map((name) => [name.trim().toLowerCase(), name]));
  return required
    .filter((column) => !present.has(column))
    .map((column) => {
      const close = similar.get(column.trim().toLowerCase());
      return {
        column,
        rule: "missing_column",
        expected: "this column in the header",
        found: close === undefined ? "no such column" : show(close),
      };
    });
}

function duplicates(names: readonly string[]): Finding[] {
  const times = new Map<string, number>();
  for (const name of names) times.set(name, (times.get(name) ?? 0) + 1);
  return [...times]
    .filter(([, count]) => count > 1)
    .map(([column, count]) => ({
      column,
      rule: "duplicate_column",
      expected: "each column once in the header",
      found: `it ${count} times`,
    }));
}

/** `rescue` and `ignore` take any column. */
function unknown(table: TableDefinition, names: readonly string[]): Finding[] {
  if (table.new_columns === "reject") return names.map((name) => unknownColumn(name, `${show(name)} in the header`));
  if (table.new_columns !== "evolve") return [];
  const evolution = new Evolution(table);
  return names.flatMap((name) => evolution.claim(name) ?? []);
}
