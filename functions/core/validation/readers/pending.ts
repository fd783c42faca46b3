import type { Limits } from "../limits";
import { Unreadable } from "../problems";

/**
 * Text of a row whose end has not been read yet. It is offered again only once it has doubled, so a row that spans
 * many chunks costs linear time, and it may not outgrow `rowLength`.
 */
export class Pending {
  private text = "";
  private offerAt = 0;

  constructor(
    private readonly limits: Limits,
    private readonly hint: string,
  ) {}

  /** Adds text; says whether to try to read rows from it. */
  add(text: string): boolean {
    this.text += text;
    return this.text.length >= this.offerAt;
  }

  get all(): string {
    return this.text;
  }

  /** Keeps what begins at `start`, a row that goes on, on line `line`. */
  keep(start: number, line: number): void {
    this.text = this.text.slice(start);
    this.offerAt = start === 0 ? 2 * this.text.length : 0;
    this.bound(this.text.length, line);
  }

  /** @throws Unreadable for a row of `length` characters that is too long */
  bound(length: number, line: number): void {
    if (length <= this.limits.rowLength) return;
    const most = this.limits.rowLength.toLocaleString("en");
    const expected = `a row of at most ${most} characters${this.hint}`;
    throw new Unreadable(line, { column: null, rule: "row_length", expected, found: "a longer one" });
  }
}
