import type { QueryResult } from ".";

/** RFC 4180 with a header and newlines of one character; NULL is an empty field, an empty text is "". */
export function csv({ columns, rows }: QueryResult): string {
  const lines = [columns.map(({ name }) => name), ...rows].map((cells) => cells.map(cell).join(","));
  return `${lines.join("\n")}\n`;
}

function cell(value: string | null): string {
  if (value === null) return "";
  return value === "" || /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
