import type { Literals } from "../contract";
import type { Finding } from "../contract/finding";
import type { TextFormat } from "../documents";
import { LIMITS } from "../validation/limits";
import { Problems, Unreadable } from "../validation/problems";
import { makeReader } from "../validation/readers";
import type { RowSink } from "../validation/rows";
import { DraftError } from "./errors";
import { withLiterals } from "./numbers";

/**
 * Rows as the validator's own reader cuts them; in csv every value is a text, and null where it is empty;
 * a JSON number that a double does not hold is a `Rounded`.
 */
export interface FileRows {
  /** Source columns in file order (csv), or in the order in which they first occur. */
  names: string[];
  rows: Record<string, unknown>[];
}

/** @throws DraftError for a file that the validator would refuse for its structure */
export function readRows(
  fileName: string,
  text: string,
  format: TextFormat,
  columns: readonly string[] = [],
): FileRows {
  const problems = new Problems(1);
  const collector = new Collector(fileName, problems);
  const context = { format, schema: {}, zeroPadded: [], columns, rows: collector, limits: LIMITS };
  try {
    const reader = makeReader(context);
    reader.push(text);
    reader.end();
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    problems.add(error.line, error.finding);
  }
  const problem = problems.list[0];
  if (problem) throw new DraftError(`${fileName} is no ${format.type}: ${problem.message}; correct the file.`);
  return { names: collector.header(), rows: collector.rows };
}

class Collector implements RowSink {
  readonly rows: Record<string, unknown>[] = [];
  private names: string[] = [];
  private readonly seen = new Set<string>();
  count = 0;

  constructor(
    private readonly fileName: string,
    private readonly problems: Problems,
  ) {}

  header = () => (this.names.length > 0 ? this.names : [...this.seen]);

  columns(names: readonly string[]): void {
    const repeated = names.find((name, at) => names.indexOf(name) !== at);
    if (repeated !== undefined) {
      throw new DraftError(
        `${this.fileName} has the column "${repeated}" twice in its header, expected each once; rename one of them.`,
      );
    }
    if (names.includes("")) {
      throw new DraftError(`${this.fileName} has no name for column ${names.indexOf("") + 1} in its header; name it.`);
    }
    this.names = [...names];
  }

  cells(values: readonly string[], line: number): void {
    this.count += 1;
    if (values.length !== this.names.length) {
      const found = `${values.length} fields on line ${line}, expected ${this.names.length}`;
      throw new DraftError(
        `${this.fileName} has ${found}, as many as its header; correct the file or quote the field.`,
      );
    }
    this.rows.push(Object.fromEntries(this.names.map((name, at) => [name, values[at] === "" ? null : values[at]])));
  }

  record(row: Record<string, unknown>, _line: number, literals: Literals): void {
    this.count += 1;
    this.rows.push(withLiterals(row, literals) as Record<string, unknown>);
    for (const name of Object.keys(row)) this.seen.add(name);
  }

  broken(line: number, finding: Finding): void {
    this.problems.add(line, finding);
  }
}
