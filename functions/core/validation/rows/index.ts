import { type Finding, show } from "../../contract/finding";
import type { TableDefinition, ValidationFacts } from "../../documents";
import type { Limits } from "../limits";
import type { Problems } from "../problems";
import { explainCasts } from "./advice";
import { type Ahead, AheadSeen } from "./ahead";
import { type CheckCells, compileCells } from "./cells";
import { withDatePatterns } from "./date-patterns";
import { DatesSeen } from "./dates-seen";
import { checkHeader, sizeOf, tooLong, tooMany } from "./header";
import { KeysSeen } from "./keys";
import { Evolution, unknownColumn } from "./new-columns";
import { explainOperations } from "./operation";
import { compileRecordCheck, type Literals, type RecordCheck, type Row } from "./record";

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

/** Checks rows and keeps facts about them. */
export interface Rows extends RowSink {
  /** Rows that break the contract. */
  invalid: number;
  /** Source columns in file order (csv) or sorted (jsonl, xml). */
  header(): string[];
  dates(): ValidationFacts["dates"];
  ahead(): Ahead | undefined;
}

/** Receives every valid row, by the names in the file, dates in ISO 8601, with the literals of its numbers. */
export type OnRow = (row: Row, literals: Literals) => void;

export interface RowsContext {
  readonly table: TableDefinition;
  readonly problems: Problems;
  readonly limits: Limits;
  readonly onRow: OnRow | undefined;
  /** the last day that a `sequence_by` may be of; undefined: any */
  readonly lastDay?: string | undefined;
}

export const NO_LITERALS: Literals = new Map();

export const makeRows = (context: RowsContext): Rows => new CheckedRows(context);

class CheckedRows implements Rows {
  count = 0;
  invalid = 0;
  private readonly check: RecordCheck;
  private readonly keys: KeysSeen;
  private readonly known: ReadonlySet<string>;
  private readonly seen = new Set<string>();
  private seenBytes = 0;
  private readonly days: DatesSeen;
  private readonly moments: AheadSeen;
  private readonly evolution: Evolution | undefined;
  private names: readonly string[] | undefined;
  private checkCells: CheckCells = () => undefined;

  constructor(private readonly context: RowsContext) {
    const { table, limits } = context;
    this.check = explainCasts(table, withDatePatterns(table, explainOperations(table, compileRecordCheck(table))));
    this.keys = new KeysSeen(table, limits);
    this.known = new Set(Object.keys((table.row_schema.properties ?? {}) as Row));
    this.days = new DatesSeen(table);
    this.moments = new AheadSeen(table, context.lastDay);
    this.evolution = table.new_columns === "evolve" ? new Evolution(table) : undefined;
  }

  header = () => (this.names ? [...this.names] : [...this.seen].sort());
  dates = () => this.days.facts();
  ahead = () => this.moments.seen;

  columns(names: readonly string[], line: number): void {
    const { known, keys, check, days: dates, moments: ahead } = this;
    const checkKey = (values: readonly unknown[], at: number) => this.checkKey(values, at);
    this.names = names;
    checkHeader({ ...this.context, names, line, known, keyNames: keys.names });
    this.checkCells = compileCells({ ...this.context, names, check, known, keys, checkKey, dates, ahead });
  }

  cells(values: readonly string[], line: number): void {
    this.count += 1;
    const findings = this.checkCells(values, line);
    if (findings) this.refuse(line, findings);
  }

  record(row: Row, line: number, literals: Literals): void {
    this.count += 1;
    const unknown = this.unknownMembers(row, line);
    const findings = this.check(row, literals);
    if (unknown || findings.length > 0) this.refuse(line, [...(unknown ?? []), ...findings]);
    else this.learn(row, line, literals);
  }

  broken(line: number, finding: Finding): void {
    this.count += 1;
    this.refuse(line, [finding]);
  }

  private refuse(line: number, findings: readonly Finding[]): void {
    this.invalid += 1;
    for (const finding of findings) this.context.problems.add(line, finding);
  }

  /** Notes the names of a row. @returns a finding for each name that the policy `reject` does not allow */
  private unknownMembers(row: Row, line: number): Finding[] | undefined {
    const reject = this.context.table.new_columns === "reject";
    let findings: Finding[] | undefined;
    for (const name in row) {
      if (!this.seen.has(name)) this.meet(name, line);
      if (!reject || this.known.has(name)) continue;
      findings ??= [];
      findings.push(unknownColumn(name, show(row[name])));
    }
    return findings;
  }

  private meet(name: string, line: number): void {
    const { limits, problems } = this.context;
    this.seen.add(name);
    this.seenBytes += sizeOf(name);
    if (this.seen.size > limits.columns) throw tooMany(limits, "more", line);
    if (this.seenBytes > limits.names) throw tooLong(limits, line);
    const collision = this.known.has(name) ? undefined : this.evolution?.claim(name);
    if (collision) problems.refuse(line, collision);
  }

  /** Notes the key and the days of a valid row. */
  private learn(row: Row, line: number, literals: Literals): void {
    if (this.keys.isWatching) {
      const values = this.keys.names.map((name, at) => this.keys.spelled(at, literals.get(name) ?? row[name]));
      this.checkKey(values, line);
    }
    const moment = this.moments.source === undefined ? undefined : row[this.moments.source];
    if (typeof moment === "string") this.moments.note(moment, line);
    const { sources } = this.days;
    for (let at = 0; at < sources.length; at += 1) {
      const text = row[sources[at] as string];
      if (typeof text === "string") this.days.note(at, text);
    }
    if (this.context.onRow) this.give(this.context.onRow, row, literals);
  }

  private give(onRow: OnRow, row: Row, literals: Literals): void {
    const ignore = this.context.table.new_columns === "ignore";
    const wanted = Object.entries(row).filter(([name]) => !ignore || this.known.has(name));
    onRow(Object.fromEntries(wanted), literals);
  }

  /** Refuses the file for a key that comes twice, which makes the whole snapshot doubtful, not the row. */
  private checkKey(values: readonly unknown[], line: number): void {
    const finding = this.keys.note(values, line);
    if (finding) this.context.problems.refuse(line, finding);
  }
}
