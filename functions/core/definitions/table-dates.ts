import type { Column, DatePattern } from "../documents";
import { compileDatePattern, DatePatternError } from "./date-patterns";
import { escapePointer } from "./document";
import type { TableReferences } from "./table-references";

/** The columns with the patterns of `format.date_patterns` (property to pattern text) of table.json. */
export function datedColumns(texts: Record<string, string>, references: TableReferences): Column[] {
  const patterns = new Map(
    Object.entries(texts).map(([property, text]) => [property, datePattern(property, text, references)]),
  );
  return references.columns.map((column) => ({ ...column, pattern: patterns.get(column.source_name) ?? null }));
}

function datePattern(property: string, text: string, references: TableReferences): DatePattern | null {
  const field = "format.date_patterns";
  const pointer = `/format/date_patterns/${escapePointer(property)}`;
  const column = references.column(field, pointer, property);
  if (!column) return null;
  if (column.type !== "date" && column.type !== "timestamp") {
    references.refuseType(field, pointer, column, "a date or a date-time");
    return null;
  }
  try {
    return compileDatePattern(text, column.type === "date");
  } catch (error) {
    if (!(error instanceof DatePatternError)) throw error;
    references.refuse(pointer, `"${field}" has "${text}" for "${property}": ${error.message}; correct it.`);
    return null;
  }
}
