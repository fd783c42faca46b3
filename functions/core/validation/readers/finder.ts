/** Finds where a sign comes next, and keeps the place: a text is searched through once, whatever its lines look like. */
export class Finder {
  private text = "";
  private ahead = 0;

  constructor(private readonly sign: string) {}

  read(text: string): void {
    this.text = text;
    this.ahead = -1;
    this.from(0);
  }

  /** The first place not before `at`; infinity when there is none. Places are asked for in their order. */
  from(at: number): number {
    if (this.ahead < at) {
      const found = this.text.indexOf(this.sign, at);
      this.ahead = found === -1 ? Number.POSITIVE_INFINITY : found;
    }
    return this.ahead;
  }
}
