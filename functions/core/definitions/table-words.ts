import type { BooleanValues, Column, CsvFormat, Format, XmlFormat } from "../documents";
import { escapePointer } from "./document";
import type { TableReferences } from "./table-references";

/** `null_values` and `boolean_values` of the file, or of a column, and where they stand in table.json. */
interface Words {
  field: string;
  pointer: string;
  nulls: readonly string[];
  booleans: BooleanValues;
}

/** Refuses words that no file can have, and those with two meanings. */
export function checkWords(
  { null_values, boolean_values, columns, type }: CsvFormat | XmlFormat,
  references: TableReferences,
): void {
  const file = { field: "format", pointer: "/format", nulls: null_values, booleans: boolean_values };
  const own = Object.entries(columns).map(([property, given]) => ({
    field: `format.columns.${property}`,
    pointer: `/format/columns/${escapePointer(property)}`,
    nulls: given.null_values ?? null_values,
    booleans: given.boolean_values ?? boolean_values,
  }));
  for (const words of [file, ...own]) {
    checkMeanings(words, references);
    checkTexts(words, type, references);
  }
  for (const [property, { boolean_values: booleans }] of Object.entries(columns)) {
    const pointer = `/format/columns/${escapePointer(property)}`;
    const column = references.column("format.columns", pointer, property);
    if (column && booleans && !holdsBooleans(column))
      references.refuseType("format.columns", `${pointer}/boolean_values`, column, "a boolean for boolean_values");
  }
}

const holdsBooleans = ({ type }: Column) => /\bboolean\b/.test(type);

function checkMeanings({ field, pointer, nulls, booleans }: Words, references: TableReferences): void {
  const both = booleans.true.find((word) => booleans.false.includes(word));
  if (both !== undefined) {
    references.refuse(
      `${pointer}/boolean_values`,
      `"${field}.boolean_values" has "${both}" in true and in false, expected one meaning for each text; remove one.`,
    );
  }
  const none = [...booleans.true, ...booleans.false].find((word) => nulls.includes(word));
  if (none !== undefined) {
    references.refuse(
      pointer,
      `"${field}" has "${none}" in null_values and in boolean_values, expected one meaning for each text; remove one.`,
    );
  }
}

function checkTexts({ field, pointer, nulls, booleans }: Words, type: string, references: TableReferences): void {
  const listed = [
    ...nulls.map((text) => ["null_values", text] as const),
    ...[...booleans.true, ...booleans.false].map((text) => ["boolean_values", text] as const),
  ];
  for (const [list, text] of listed) {
    const expected = text.includes("\0")
      ? "text without NUL, which no file may have"
      : type === "xml" && text.trim() !== text
        ? "text without white space around it, as the text of an element is read without"
        : undefined;
    if (expected === undefined) continue;
    references.refuse(
      `${pointer}/${list}`,
      `"${field}.${list}" has ${JSON.stringify(text)}, expected ${expected}; correct it.`,
    );
  }
}

/** Refuses an operation that would be read as none. */
export function checkOperationWords(
  property: string,
  operations: readonly string[],
  format: Format,
  references: TableReferences,
): void {
  if (format.type !== "csv" && format.type !== "xml") return;
  const { null_values, columns } = format;
  const nulls = (Object.hasOwn(columns, property) ? columns[property]?.null_values : undefined) ?? null_values;
  const none = operations.find((operation) => nulls.includes(operation));
  if (none === undefined) return;
  references.refuse(
    "/operation",
    `"operation" lists "${none}", which stands for null in "${property}", expected one meaning for each text; remove one, or give "${property}" null_values of its own in format.columns.`,
  );
}
