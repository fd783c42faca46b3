import type { TextFormat } from "../documents";
import type { FileRows } from "./rows";
import { textSchema } from "./values";

/** Texts that programs write for a value that is not there. */
const MARKERS = new Set(["NA", "N/A", "n/a", "#N/A", "NULL", "null", "\\N", "None", "NaN", "nan", "-", "--", "?"]);
/** Booleans as other programs write them; only true and false are read. */
const BOOLEANS = [/^(?:TRUE|FALSE|True|False)$/, /^(?:T|F|t|f)$/, /^(?:[Yy]es|[Nn]o|YES|NO)$/, /^[YNyn]$/];

export interface Marked {
  format: TextFormat;
  file: FileRows;
  notes: string[];
}

/**
 * Finds the null markers of a csv file: texts in columns whose other values are numbers, dates or booleans. A marker
 * becomes the `null_value` where it is the only one of the file, no field is empty, and no column of text has it as a value
 * (`NA` is Namibia). Otherwise its columns stay text, and a note says why. Booleans in other words are told too.
 */
export function findMarkers(format: TextFormat, file: FileRows): Marked {
  if (format.type !== "csv") return { format, file, notes: [] };
  const columns = file.names.map((name) => columnOf(name, file.rows));
  const marked = columns.filter(({ markers, isTyped }) => isTyped && markers.length > 0);
  const booleans = columns.flatMap(({ name, texts }) => booleanNote(name, texts));
  const [marker, ...others] = new Set(marked.flatMap(({ markers }) => markers));
  if (marker === undefined) return { format, file, notes: booleans };
  const isValue = columns.some(({ markers, isTyped }) => !isTyped && markers.includes(marker));
  const isEmpty = columns.some((column) => column.isEmpty);
  if (others.length > 0 || isValue || isEmpty) {
    const reason =
      others.length > 0
        ? "there are several"
        : isEmpty
          ? "empty fields stand for null too"
          : "it is a value of another column";
    return { format, file, notes: [...marked.map((column) => textNote(column, reason)), ...booleans] };
  }
  const rows = file.rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value === marker ? null : value])),
  );
  const note = `${marker} stands for null, as in ${marked[0]?.name}: it is the format.null_value, and an empty field is an empty text; check that.`;
  return { format: { ...format, null_value: marker }, file: { ...file, rows }, notes: [note, ...booleans] };
}

interface Column {
  name: string;
  /** Without those that are markers. */
  texts: string[];
  markers: string[];
  isEmpty: boolean;
  /** Whether the texts are more than text. */
  isTyped: boolean;
}

function columnOf(name: string, rows: FileRows["rows"]): Column {
  const all = rows.flatMap((row) => (typeof row[name] === "string" ? [row[name]] : []));
  const texts = all.filter((text) => !MARKERS.has(text));
  const isTyped = texts.length > 0 && JSON.stringify(textSchema(texts)) !== JSON.stringify(textSchema([]));
  const markers = [...new Set(all.filter((text) => MARKERS.has(text)))];
  return { name, texts, markers, isEmpty: all.length < rows.length, isTyped };
}

const textNote = ({ name, markers }: Column, reason: string) =>
  `${name} is text: ${markers.join(", ")} stands for null there, and format.null_value has room for one marker of the whole file, where ${reason}; leave these fields empty at the source, and draft again.`;

function booleanNote(name: string, texts: string[]): string[] {
  const found = new Set(texts);
  const isBoolean = found.size === 2 && BOOLEANS.some((words) => texts.every((text) => words.test(text)));
  const shown = [...found].join(" and ");
  return isBoolean
    ? [
        `${name} is text: it has ${shown}, and a boolean is written true or false; write them so at the source, or keep the text.`,
      ]
    : [];
}
