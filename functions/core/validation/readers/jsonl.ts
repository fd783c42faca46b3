import type { JsonLinesFormat } from "../../documents";
import { Unreadable } from "../problems";
import type { RowSink } from "../rows";
import type { Reader, ReaderContext } from ".";
import { NO_LINES } from "./lines";
import { ObjectRows } from "./objects";
import { Pending } from "./pending";

const BRACE = 123;

/** JSON Lines: one object a line, LF or CRLF; blank lines are no rows. A line that is no object is one problem. */
export class JsonLinesReader implements Reader {
  readonly lines = NO_LINES;
  private readonly rows: RowSink;
  private readonly objects: ObjectRows;
  private readonly pending: Pending;
  /** The line on which the next row begins. */
  private rowLine = 1;

  constructor({ rows, limits }: ReaderContext<JsonLinesFormat>) {
    this.rows = rows;
    this.objects = new ObjectRows(rows, limits, "one JSON object on the line");
    this.pending = new Pending(limits, "");
  }

  push(text: string): void {
    if (this.pending.add(text)) this.takeLines(false);
  }

  end(): void {
    this.takeLines(true);
    if (this.rows.count > 0) return;
    throw new Unreadable(null, { column: null, rule: "empty", expected: "rows", found: "only blank lines" });
  }

  line = () => this.rowLine;

  private takeLines(last: boolean): void {
    const text = this.pending.all;
    let start = 0;
    for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", start)) {
      this.takeLine(text.slice(start, end));
      this.rowLine += 1;
      start = end + 1;
    }
    if (last && start < text.length) {
      this.takeLine(text.slice(start));
      start = text.length;
    }
    this.pending.keep(start, this.rowLine);
  }

  private takeLine(text: string): void {
    this.pending.bound(text.length, this.rowLine);
    if (text.charCodeAt(0) === BRACE || text.trim() !== "") this.objects.take(text, this.rowLine);
  }
}
