import type { Finding } from "../../contract/finding";
import type { CsvFormat, TableDefinition } from "../../documents";
import type { OnRow } from ".";
import type { AheadSeen } from "./ahead";
import { buildRow, compileCell } from "./cell";
import { datePatterns } from "./date-patterns";
import type { DatesSeen } from "./dates-seen";
import type { Certain } from "./fast";
import type { KeysSeen } from "./keys";
import type { RecordCheck } from "./record";
import { QUOTED_EMPTY } from "./text";

export interface CellsContext {
  readonly table: TableDefinition;
  readonly names: readonly string[];
  readonly check: RecordCheck;
  readonly known: ReadonlySet<string>;
  readonly keys: KeysSeen;
  readonly checkKey: (values: readonly unknown[], line: number) => void;
  readonly dates: DatesSeen;
  readonly ahead: AheadSeen;
  readonly onRow: OnRow | undefined;
}

/** Finds the faults of a row of text; `undefined` for a valid row, whose key and days have then been noted. */
export type CheckCells = (values: readonly string[], line: number) => readonly Finding[] | undefined;

/**
 * Compiles the check of a row of text under the header `names`. Nearly all rows pass the checks of their
 * cells; any other row is built, cast and given to the JSON Schema, which decides.
 */
export function compileCells({ table, names, check, known, onRow, ...context }: CellsContext): CheckCells {
  const { null_value } = table.format as CsvFormat;
  const cells = names.map((name) => (known.has(name) ? compileCell(table, name, null_value) : undefined));
  const width = names.length;
  const fast = cells.map((known) => known?.certain ?? (() => true));
  const toIso = compileToIso(table, names, null_value);
  const learn = compileLearn(names, null_value, context);

  function isCertain(texts: readonly string[]): boolean {
    for (let at = 0; at < width; at += 1) if (!(fast[at] as Certain)(texts[at] as string)) return false;
    return true;
  }

  return (values, line) => {
    if (values.length !== width)
      return [{ column: null, rule: "field_count", expected: `${width} fields`, found: `${values.length}` }];
    const texts = toIso ? toIso(values) : values;
    if (texts === undefined || !isCertain(texts)) {
      const { row, literals } = buildRow(cells, values, null_value);
      const findings = check(row, literals);
      if (findings.length > 0) return findings.map((finding) => empty(finding, names));
    }
    learn(texts ?? values, line);
    if (onRow) give(onRow, values);
    return undefined;
  };

  /** Gives the row as the schema sees it, with its unknown columns where the table keeps them. */
  function give(onRow: OnRow, values: readonly string[]) {
    const { row, literals } = buildRow(cells, values, null_value);
    check(row, literals); // writes dates in ISO 8601
    const kept = table.new_columns === "rescue" || table.new_columns === "evolve";
    if (kept) {
      names.forEach((name, at) => {
        const text = values[at] as string;
        if (!cells[at] && text !== null_value) row[name] = text === QUOTED_EMPTY ? "" : text;
      });
    }
    onRow(row, literals);
  }
}

/** Compiles the rewriting of dates to ISO 8601, which is `undefined` for a row with a date in another pattern than the declared. */
function compileToIso(
  table: TableDefinition,
  names: readonly string[],
  nullValue: string,
): ((values: readonly string[]) => readonly string[] | undefined) | undefined {
  const patterns = datePatterns(table);
  const places = names.flatMap((name, at) => {
    const toIso = patterns.get(name);
    return toIso ? [{ at, toIso }] : [];
  });
  if (places.length === 0) return undefined;
  return (values) => {
    const texts = [...values];
    for (const { at, toIso } of places) {
      const text = texts[at] as string;
      const iso = text === nullValue || text === QUOTED_EMPTY ? text : toIso(text);
      if (iso === undefined) return undefined;
      texts[at] = iso;
    }
    return texts;
  };
}

/** Compiles the noting of a valid row's key and days. */
function compileLearn(
  names: readonly string[],
  nullValue: string,
  { keys, checkKey, dates, ahead }: Pick<CellsContext, "keys" | "checkKey" | "dates" | "ahead">,
): (texts: readonly string[], line: number) => void {
  const keyAt = keys.names.map((name) => names.indexOf(name));
  const columns = dates.sources
    .map((_, column) => column)
    .filter((column) => names.includes(dates.sources[column] ?? ""));
  const dayAt = columns.map((column) => names.indexOf(dates.sources[column] as string));
  const sequenceAt = ahead.source === undefined ? -1 : names.indexOf(ahead.source);
  return (texts, line) => {
    if (sequenceAt >= 0) ahead.note(texts[sequenceAt] as string, line);
    if (keys.isWatching)
      checkKey(
        keyAt.map((at, place) => (texts[at] === nullValue ? texts[at] : keys.spelled(place, texts[at]))),
        line,
      );
    for (let day = 0; day < dayAt.length; day += 1) {
      const text = texts[dayAt[day] as number] as string;
      if (text !== nullValue) dates.note(columns[day] as number, text);
    }
  };
}

/** Says "an empty field" for an empty cell, which is there, unlike a missing property. */
const empty = (finding: Finding, names: readonly string[]): Finding =>
  finding.found === "nothing" && names.includes(finding.column ?? "")
    ? { ...finding, found: "an empty field" }
    : finding;
