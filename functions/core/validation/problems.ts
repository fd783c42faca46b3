import { clip, type Finding } from "../contract/finding";
import type { Problem } from "../documents";
import { SluiceError } from "../errors";

/** Ends the reading, since the rest of the file cannot be trusted. `remedy` replaces the usual advice. */
export class Unreadable extends SluiceError {
  override readonly name = "Unreadable";

  constructor(
    readonly line: number | null,
    readonly finding: Finding,
    readonly remedy?: string,
  ) {
    super(`${finding.rule}: expected ${finding.expected}, found ${finding.found}`);
  }
}

/** Collects problems in file order: the first `limit` in full, all of them by rule. */
export class Problems {
  readonly list: Problem[] = [];
  readonly totals: Record<string, number> = {};
  count = 0;
  /** Whether a problem concerns the file as a whole, so that no policy about rows applies. */
  refused = false;

  constructor(private readonly limit: number) {}

  add(line: number | null, finding: Finding): void {
    this.count += 1;
    this.totals[finding.rule] = (this.totals[finding.rule] ?? 0) + 1;
    if (this.list.length >= this.limit) return;
    const column = finding.column && clip(finding.column);
    this.list.push({ line, ...finding, column, message: sentence(line, { ...finding, column }) });
  }

  /** A problem of the file, not of one of its rows. */
  refuse(line: number | null, finding: Finding): void {
    this.refused = true;
    this.add(line, finding);
  }
}

function sentence(line: number | null, { column, expected, found }: Finding): string {
  const place = [line === null ? "" : `line ${line}`, column === null ? "" : `column ${column}`].filter(Boolean);
  return `${place.length ? `${place.join(", ")}: ` : ""}expected ${expected}, found ${found}`;
}
