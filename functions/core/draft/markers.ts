import type { BooleanValues, ColumnFormats, CsvFormat, TextFormat } from "../documents";
import { booleanWords } from "./booleans";
import { fitsDatePattern } from "./date-patterns";
import type { FileRows } from "./rows";
import { textSchema } from "./values";

/** Texts that programs write for a value that is not there. */
const MARKERS = new Set([
  ...["NA", "N/A", "n/a", "#N/A", "NULL", "null", "(null)", "\\N", "None", "NaN", "nan", "-", "--", "?"],
  ...["0000-00-00", "0000-00-00 00:00:00", "00.00.0000", "00/00/0000"],
]);
/** Databases write it for null, in columns of text too, and nobody else writes it at all. */
const CERTAIN = "\\N";

export const isMarker = (text: string) => MARKERS.has(text);

export interface Marked {
  format: TextFormat;
  /** Markers are null in it, and booleans `true` and `false`. */
  file: FileRows;
  notes: string[];
}

/**
 * Finds the null markers and the booleans of a csv file. A marker is a text in a column whose other values are numbers,
 * dates or booleans. It stands for null in the whole file, or in such columns alone where a column of text has it as a
 * value (`NA` is Namibia). An empty field stands for null as well.
 */
export function findMarkers(format: TextFormat, file: FileRows): Marked {
  if (format.type !== "csv") return { format, file, notes: [] };
  const columns = file.names.map((name) => columnOf(name, file.rows));
  const marked = columns.filter(({ nulls }) => nulls.length > 0);
  const values = new Set(
    columns.flatMap(({ isTyped, texts, markers }) => (isTyped || texts.length === 0 ? [] : markers)),
  );
  const isShared = (marker: string) => marker === CERTAIN || !values.has(marker);
  const null_values = ["", ...new Set(marked.flatMap(({ nulls }) => nulls.filter(isShared)))];
  const own = marked.filter(({ nulls }) => !nulls.every(isShared));
  const formats: ColumnFormats = Object.fromEntries(
    own.map(({ name, nulls }) => [name, { null_values: [...new Set([...null_values, ...nulls])] }]),
  );
  const found = { ...format, null_values, ...booleansOf(format, columns), columns: formats };
  const notes = [
    ...null_values.slice(1).map((marker) => nullNote(marker, marked)),
    ...own.map((column) =>
      ownNote(
        column,
        column.nulls.filter((marker) => !isShared(marker)),
        columns,
      ),
    ),
    ...columns.flatMap((column) => booleanNote(column)),
  ];
  return { format: found, file: { ...file, rows: file.rows.map((row) => read(row, found, columns)) }, notes };
}

interface Column {
  name: string;
  /** Without those that are markers. */
  texts: string[];
  markers: string[];
  /** Those markers that stand for null here. */
  nulls: string[];
  /** Words of a column of booleans. */
  booleans: BooleanValues | undefined;
  /** Whether the texts are more than text. */
  isTyped: boolean;
}

function columnOf(name: string, rows: FileRows["rows"]): Column {
  const all = rows.flatMap((row) => (typeof row[name] === "string" ? [row[name]] : []));
  const texts = all.filter((text) => !isMarker(text));
  const markers = [...new Set(all.filter(isMarker))];
  const booleans = booleanWords(texts);
  const isTyped = booleans !== undefined || isMoreThanText(texts);
  const nulls = markers.filter((marker) => isTyped || marker === CERTAIN);
  return { name, texts, markers, nulls, booleans, isTyped };
}

const isMoreThanText = (texts: readonly string[]) =>
  texts.length > 0 && (JSON.stringify(textSchema(texts)) !== JSON.stringify(textSchema([])) || fitsDatePattern(texts));

/** The words of all columns of booleans: no two of them contradict each other. */
function booleansOf({ boolean_values }: CsvFormat, columns: readonly Column[]): { boolean_values: BooleanValues } {
  const words = columns.flatMap(({ booleans }) => booleans ?? []);
  if (words.length === 0) return { boolean_values };
  const all = (side: "true" | "false") => [...new Set(words.flatMap((each) => each[side]))];
  return { boolean_values: { true: all("true"), false: all("false") } };
}

/** The row with its markers as null and its booleans as `true` and `false`. */
function read(row: FileRows["rows"][number], { null_values, columns: formats }: CsvFormat, columns: readonly Column[]) {
  const values = columns.map(({ name, booleans }) => {
    const value = row[name];
    const nulls = (Object.hasOwn(formats, name) ? formats[name]?.null_values : undefined) ?? null_values;
    if (typeof value !== "string" || nulls.includes(value)) return [name, null] as const;
    if (!booleans) return [name, value] as const;
    return [name, String(booleans.true.includes(value))] as const;
  });
  return Object.fromEntries(values);
}

const nullNote = (marker: string, marked: readonly Column[]) =>
  `${marker} stands for null, as in ${marked.find(({ nulls }) => nulls.includes(marker))?.name}: it is in format.null_values; check that.`;

function ownNote({ name }: Column, markers: readonly string[], columns: readonly Column[]): string {
  const others = columns.filter((other) => !other.isTyped && other.markers.some((marker) => markers.includes(marker)));
  const text = others.map((other) => other.name).join(", ");
  return `${markers.join(", ")} stands for null in ${name}, and is a text in ${text}: it is in format.columns; check that.`;
}

function booleanNote({ name, booleans }: Column): string[] {
  if (!booleans || booleans.true.every((word) => word === "true")) return [];
  const [yes, no] = [booleans.true.join(", "), booleans.false.join(", ")];
  return [`${name} is a boolean: true is written ${yes}, false ${no} (format.boolean_values); check that.`];
}
