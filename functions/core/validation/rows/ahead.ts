import type { TableDefinition } from "../../documents";

/** The rows of a file whose `sequence_by` is of a later day than it may be. */
export interface Ahead {
  rows: number;
  /** the first of them */
  line: number;
  found: string;
}

/** Finds the changes that take effect in the future; the staging job finds those that are not seen here. */
export class AheadSeen {
  /** The column by its name in the file; undefined where there is nothing to look at. */
  readonly source: string | undefined;
  seen: Ahead | undefined;
  /** Sorts after every moment of the last day. */
  private readonly bound: string;

  /** @param lastDay `YYYY-MM-DD` */
  constructor({ columns, sequence_by }: TableDefinition, lastDay: string | undefined) {
    const column = columns.find(({ name }) => name === sequence_by);
    const isMoment = column?.type === "date" || column?.type === "timestamp";
    this.source = isMoment && lastDay !== undefined ? column.source_name : undefined;
    this.bound = `${lastDay}~`;
  }

  /** @param text a day or moment, ISO 8601 */
  note(text: string, line: number): void {
    // Comparing texts is enough for nearly every row.
    if (text <= this.bound || utcDay(text) <= this.bound) return;
    if (this.seen) this.seen.rows += 1;
    else this.seen = { rows: 1, line, found: text };
  }
}

/** The day in UTC; a moment without an offset is UTC. */
function utcDay(text: string): string {
  const offset = /[+-]\d\d:\d\d$/.exec(text.slice(19))?.[0];
  if (offset === undefined) return text.slice(0, 10);
  return new Date(`${text.slice(0, 10)}T${text.slice(11, 19)}${offset}`).toISOString().slice(0, 10);
}
