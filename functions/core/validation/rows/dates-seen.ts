import type { TableDefinition, ValidationFacts } from "../../documents";

/** The least and the greatest day of each `date` column. */
export class DatesSeen {
  /** The columns by their name in the file; `note` takes a place in this list. */
  readonly sources: readonly string[];
  private readonly names: readonly string[];
  private readonly least: number[];
  private readonly greatest: number[];

  constructor({ columns }: TableDefinition) {
    const dates = columns.filter(({ type }) => type === "date");
    this.sources = dates.map(({ source_name }) => source_name);
    this.names = dates.map(({ name }) => name);
    this.least = dates.map(() => 99_999_999);
    this.greatest = dates.map(() => 0);
  }

  /** @param text a day, `YYYY-MM-DD` */
  note(at: number, text: string): void {
    const day = toNumber(text);
    if (day < (this.least[at] as number)) this.least[at] = day;
    if (day > (this.greatest[at] as number)) this.greatest[at] = day;
  }

  facts(): ValidationFacts["dates"] {
    return Object.fromEntries(
      this.names.flatMap((name, at) => {
        const [least, greatest] = [this.least[at] as number, this.greatest[at] as number];
        return greatest === 0 ? [] : [[name, { min: toText(least), max: toText(greatest) }]];
      }),
    );
  }
}

/** `2026-03-01` -> 20260301: digit by digit, this runs for every date of every row, and comparing texts takes longer. */
function toNumber(text: string): number {
  const two = (at: number) => text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - 528;
  return two(0) * 1_000_000 + two(2) * 10_000 + two(5) * 100 + two(8);
}

function toText(day: number): string {
  const digits = String(day).padStart(8, "0");
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
}
