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
import { compileWords, type FileWords } from "./words";

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

type Test = (text: string) => boolean;

/** Finds the faults of a row of text; `undefined` for a valid row, whose key and days have then been noted. */
export type CheckCells = (values: readonly string[], line: number) => readonly Finding[] | undefined;

/**
 * Compiles the check of a row of text under the header `names`. Nearly all rows pass the checks of their
 * cells; any other row is built, cast and given to the JSON Schema, which decides.
 */
export function compileCells({ table, names, check, known, onRow, ...context }: CellsContext): CheckCells {
  const words = compileWords(table.format as CsvFormat);
  const cells = names.map((name) => (known.has(name) ? compileCell(table, name, words.of(name)) : undefined));
  const width = names.length;
  const fast = cells.map((known) => known?.certain ?? (() => true));
  const toIso = compileToIso(table, names, words);
  const learn = compileLearn(names, words, context);

  function isCertain(texts: readonly string[]): boolean {
    for (let at = 0; at < width; at += 1) if (!(fast[at] as Certain)(texts[at] as string)) return false;
    return true;
  }

  return (values, line) => {
    if (values.length !== width)
      return [{ column: null, rule: "field_count", expected: `${width} fields`, found: `${values.length}` }];
    const texts = toIso ? toIso(values) : values;
    if (texts === undefined || !isCertain(texts)) {
      const { row, literals } = buildRow(cells, values);
      const findings = check(row, literals);
      if (findings.length > 0) return findings.map((finding) => empty(finding, names));
    }
    learn(texts ?? values, values, line);
    if (onRow) give(onRow, values);
    return undefined;
  };

  /** Gives the row as the schema sees it, with its unknown columns where the table keeps them. */
  function give(onRow: OnRow, values: readonly string[]) {
    const { row, literals } = buildRow(cells, values);
    check(row, literals); // writes dates in ISO 8601
    const kept = table.new_columns === "rescue" || table.new_columns === "evolve";
    if (kept) {
      names.forEach((name, at) => {
        const text = values[at] as string;
        if (!cells[at] && !words.file.isNull(text)) row[name] = text === QUOTED_EMPTY ? "" : text;
      });
    }
    onRow(row, literals);
  }
}

/**
 * Compiles the rewriting of dates to ISO 8601, which is `undefined` for a row with a date in another pattern than the
 * declared, or with one that would then look like a text for null.
 */
function compileToIso(
  table: TableDefinition,
  names: readonly string[],
  words: FileWords,
): ((values: readonly string[]) => readonly string[] | undefined) | undefined {
  const patterns = datePatterns(table);
  const places = names.flatMap((name, at) => {
    const toIso = patterns.get(name);
    return toIso ? [{ at, toIso, isNull: words.of(name).isNull }] : [];
  });
  if (places.length === 0) return undefined;
  return (values) => {
    const texts = [...values];
    for (const { at, toIso, isNull } of places) {
      const text = texts[at] as string;
      if (isNull(text) || text === QUOTED_EMPTY) continue;
      const iso = toIso(text);
      if (iso === undefined || isNull(iso)) return undefined;
      texts[at] = iso;
    }
    return texts;
  };
}

/** Compiles the noting of a valid row's key and days; `texts` are its values with dates in ISO 8601. */
function compileLearn(
  names: readonly string[],
  words: FileWords,
  { keys, checkKey, dates, ahead }: Pick<CellsContext, "keys" | "checkKey" | "dates" | "ahead">,
): (texts: readonly string[], values: readonly string[], line: number) => void {
  const keyAt = keys.names.map((name) => names.indexOf(name));
  const columns = dates.sources
    .map((_, column) => column)
    .filter((column) => names.includes(dates.sources[column] ?? ""));
  const dayAt = columns.map((column) => names.indexOf(dates.sources[column] as string));
  const sequenceAt = ahead.source === undefined ? -1 : names.indexOf(ahead.source);
  const keyIsNull = keys.names.map((name) => words.of(name).isNull);
  const dayIsNull = columns.map((column) => words.of(dates.sources[column] as string).isNull);
  return (texts, values, line) => {
    if (sequenceAt >= 0) ahead.note(texts[sequenceAt] as string, line);
    if (keys.isWatching)
      checkKey(
        keyAt.map((at, place) =>
          keyIsNull[place]?.(values[at] as string) ? values[at] : keys.spelled(place, texts[at]),
        ),
        line,
      );
    for (let day = 0; day < dayAt.length; day += 1) {
      const at = dayAt[day] as number;
      if (!(dayIsNull[day] as Test)(values[at] as string)) dates.note(columns[day] as number, texts[at] as string);
    }
  };
}

/** Says "an empty field" for an empty cell, which is there, unlike a missing property. */
const empty = (finding: Finding, names: readonly string[]): Finding =>
  finding.found === "nothing" && names.includes(finding.column ?? "")
    ? { ...finding, found: "an empty field" }
    : finding;
