import pc from "picocolors";
import type { RowDifference } from "../../core/documents";
import { renderTable } from "../tables";

const COLOURS: Record<string, (text: string) => string> = { "-": pc.red, "+": pc.green };

/** Rows that were expected (-) and rows that were found (+), below the names of their columns. */
export function renderDifference({ columns, lines }: RowDifference): string {
  const heads = ["", ...columns].map((name) => ({ name }));
  const rows = lines.map(({ sign, values }) => [sign, ...values.map(oneLine)]);
  return renderTable(heads, rows)
    .split("\n")
    .map((line) => (COLOURS[line.charAt(0)] ?? String)(line))
    .join("\n");
}

/** A value may hold line breaks; a row is one line. */
const oneLine = (value: string) => value.replaceAll("\n", "\\n").replaceAll("\r", "\\r");
