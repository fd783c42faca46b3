import pc from "picocolors";
import { renderTable } from "../tables";
import type { QueryResult } from ".";

const MAX_CELL = 60;
const NUMERIC = /^(tinyint|smallint|integer|bigint|float|real|double|decimal)/;

/** A table for people: aligned, NULL distinct from text, long cells cut. */
export function table({ columns, rows }: QueryResult): string {
  const cells = rows.map((row) => row.map((value) => (value === null ? pc.dim("NULL") : shorten(value))));
  const heads = columns.map(({ name, type }) => ({ name, right: NUMERIC.test(type) }));
  return `${renderTable(heads, cells)}\n(${rows.length} ${rows.length === 1 ? "row" : "rows"})\n`;
}

function shorten(value: string): string {
  const line = value.replaceAll(/\s*[\r\n]+\s*/g, " ");
  return line.length > MAX_CELL ? `${line.slice(0, MAX_CELL - 1)}…` : line;
}
