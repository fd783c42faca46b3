import type { TableDefinition } from "../../definitions/types";
import type { Limits } from "../limits";
import { type Problems, show } from "../problems";
import { compileCells } from "./cells";
import { compileKeyCheck, keyColumns } from "./keys";
import { compileRecordCheck, type Literals, type Row } from "./record";

/** Checks rows one at a time and keeps what they teach: how many, and which columns were seen. */
export interface Rows {
  count: number;
  /** Source columns in file order (csv) or sorted (jsonl, xml). */
  header(): string[];
  /** The columns of every `cells` row to come. Throws Unreadable when rows cannot be read under it. */
  columns(names: readonly string[], line: number): void;
  /** A row of text, one for each column. */
  cells(values: readonly string[], line: number): void;
  /** A row of named values. `literals` holds the numbers that a double would round. */
  record(row: Row, line: number, literals: Literals): void;
}

export const NO_LITERALS: Literals = new Map();

export function makeRows(table: TableDefinition, problems: Problems, limits: Limits): Rows {
  const check = compileRecordCheck(table);
  const keyNames = keyColumns(table);
  const keys = compileKeyCheck(keyNames, limits.keys);
  const known = new Set(Object.keys((table.row_schema.properties ?? {}) as Row));
  const seen = new Set<string>();
  let header: readonly string[] | undefined;
  let checkCells: (values: readonly string[], line: number) => void;

  function checkKey(values: readonly unknown[], line: number) {
    const finding = values.length ? keys(values, line) : undefined;
    if (finding) problems.add(line, finding);
  }

  return {
    count: 0,
    header: () => (header ? [...header] : [...seen].sort()),
    columns(names, line) {
      header = names;
      checkCells = compileCells({ table, names, line, problems, limits, check, known, keyNames, checkKey });
    },
    cells(values, line) {
      this.count += 1;
      checkCells(values, line);
    },
    record(row, line, literals) {
      this.count += 1;
      for (const name in row) {
        seen.add(name);
        if (!known.has(name) && table.new_columns === "reject") problems.add(line, newColumn(name, row[name]));
      }
      for (const finding of check(row, literals)) problems.add(line, finding);
      checkKey(
        keyNames.map((name) => literals.get(name) ?? row[name]),
        line,
      );
    },
  };
}

const newColumn = (name: string, value: unknown) => ({
  column: name,
  rule: "new_column",
  expected: "only columns of the row schema",
  found: show(value),
});
