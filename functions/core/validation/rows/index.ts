import type { TableDefinition, ValidationFacts } from "../../definitions/types";
import type { Limits } from "../limits";
import { type Finding, type Problems, show } from "../problems";
import { type CheckCells, compileCells } from "./cells";
import { withDatePatterns } from "./date-patterns";
import { DatesSeen } from "./dates-seen";
import { checkHeader, tooMany } from "./header";
import { compileKeyCheck, keyColumns } from "./keys";
import { Evolution, unknownColumn } from "./new-columns";
import { compileRecordCheck, type Literals, type Row } from "./record";

/** Where a reader puts the rows it cuts, one at a time. */
export interface RowSink {
  /** Rows given so far. */
  count: number;
  /** The columns of every `cells` row to come. Throws Unreadable when rows cannot be read under it. */
  columns(names: readonly string[], line: number): void;
  /** A row of text, one for each column. */
  cells(values: readonly string[], line: number): void;
  /** A row of named values, which the sink may change. `literals` holds the numbers that a double would round. */
  record(row: Row, line: number, literals: Literals): void;
  /** A row that has an end, but no values. */
  broken(line: number, finding: Finding): void;
}

/** Checks rows and keeps what they teach. */
export interface Rows extends RowSink {
  /** Rows among them that break the contract. */
  invalid: number;
  /** Source columns in file order (csv) or sorted (jsonl, xml). */
  header(): string[];
  dates(): ValidationFacts["dates"];
}

/** Is given every valid row by the names in the file, dates in ISO 8601, with the literals of its numbers. */
export type OnRow = (row: Row, literals: Literals) => void;

export interface RowsContext {
  readonly table: TableDefinition;
  readonly problems: Problems;
  readonly limits: Limits;
  readonly onRow: OnRow | undefined;
}

export const NO_LITERALS: Literals = new Map();

export function makeRows({ table, problems, limits, onRow }: RowsContext): Rows {
  const check = withDatePatterns(table, compileRecordCheck(table));
  const keyNames = keyColumns(table);
  const keys = compileKeyCheck(keyNames, limits.keys);
  const known = new Set(Object.keys((table.row_schema.properties ?? {}) as Row));
  const seen = new Set<string>();
  const dates = new DatesSeen(table);
  const evolution = table.new_columns === "evolve" ? new Evolution(table) : undefined;
  let header: readonly string[] | undefined;
  let checkCells: CheckCells;

  /** A key that comes twice makes the whole snapshot doubtful, not the row. */
  function checkKey(values: readonly unknown[], line: number) {
    const finding = keys(values, line);
    if (finding) problems.refuse(line, finding);
  }

  function meet(name: string, line: number) {
    seen.add(name);
    if (seen.size > limits.columns) throw tooMany(limits, "more", line);
    const collision = known.has(name) ? undefined : evolution?.claim(name);
    if (collision) problems.refuse(line, collision);
  }

  return {
    count: 0,
    invalid: 0,
    header: () => (header ? [...header] : [...seen].sort()),
    dates: () => dates.facts(),
    columns(names, line) {
      header = names;
      checkHeader({ table, names, line, problems, limits, known, keyNames });
      checkCells = compileCells({ table, names, check, known, keyNames, checkKey, dates, onRow });
    },
    cells(values, line) {
      this.count += 1;
      const findings = checkCells(values, line);
      if (findings) invalid(this, line, findings);
    },
    record(row, line, literals) {
      this.count += 1;
      const findings: Finding[] = [];
      for (const name in row) {
        if (!seen.has(name)) meet(name, line);
        if (!known.has(name) && table.new_columns === "reject") findings.push(unknownColumn(name, show(row[name])));
      }
      findings.push(...check(row, literals));
      if (findings.length > 0) return invalid(this, line, findings);
      if (keyNames.length > 0)
        checkKey(
          keyNames.map((name) => literals.get(name) ?? row[name]),
          line,
        );
      dates.sources.forEach((name, at) => {
        if (typeof row[name] === "string") dates.note(at, row[name]);
      });
      onRow?.(row, literals);
    },
    broken(line, finding) {
      this.count += 1;
      invalid(this, line, [finding]);
    },
  };

  function invalid(rows: { invalid: number }, line: number, findings: readonly Finding[]) {
    rows.invalid += 1;
    for (const finding of findings) problems.add(line, finding);
  }
}
