import type { QueryResult } from ".";

const NUMBERS = new Set(["tinyint", "smallint", "integer", "bigint", "float", "real", "double"]);

/** An array of objects, each row on a line. Decimals, dates and integers that a double cannot hold stay text, so nothing is lost. */
export function json({ columns, rows }: QueryResult): string {
  const objects = rows.map((row) =>
    JSON.stringify(Object.fromEntries(columns.map(({ name, type }, index) => [name, value(row[index] ?? null, type)]))),
  );
  return objects.length ? `[\n${objects.join(",\n")}\n]\n` : "[]\n";
}

function value(text: string | null, type: string): unknown {
  if (text === null) return null;
  if (type === "boolean") return text === "true";
  if (!NUMBERS.has(type)) return text;
  const number = Number(text);
  return Number.isFinite(number) && (!Number.isInteger(number) || Number.isSafeInteger(number)) ? number : text;
}
