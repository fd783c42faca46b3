import type { FileMetaData, Statistics } from "hyparquet";
import type { Column, ValidationFacts } from "../../documents";

/**
 * Least and greatest day of each date column, from the statistics of the file's parts; a column without them in one
 * part that has values, or without any value, is left out.
 */
export function datesOf({ row_groups }: FileMetaData, columns: readonly Column[]): ValidationFacts["dates"] {
  const dates: ValidationFacts["dates"] = {};
  for (const { name, source_name, type } of columns) {
    if (type !== "date") continue;
    const chunks = row_groups.flatMap(({ columns }) =>
      columns.filter(({ meta_data }) => meta_data?.path_in_schema.join("\0") === source_name),
    );
    const parts = chunks
      .filter(({ meta_data: meta }) => meta && !isAllNull(meta.num_values, meta.statistics))
      .map(({ meta_data: meta }) => bounds(meta?.statistics));
    const known = parts.filter((part) => part !== undefined);
    if (known.length === 0 || known.length < parts.length) continue;
    dates[name] = {
      min: known.map(({ min }) => min).sort()[0] as string,
      max: known
        .map(({ max }) => max)
        .sort()
        .at(-1) as string,
    };
  }
  return dates;
}

const isAllNull = (values: bigint, statistics: Statistics | undefined) =>
  values === 0n || statistics?.null_count === values;

function bounds(statistics: Statistics | undefined): { min: string; max: string } | undefined {
  const min = day(statistics?.min_value ?? statistics?.min);
  const max = day(statistics?.max_value ?? statistics?.max);
  return min !== undefined && max !== undefined && min <= max ? { min, max } : undefined;
}

/** Days since 1970, which newer writers annotate in a way that hyparquet leaves as a number; undefined beyond the years 1 to 9999. */
function day(value: unknown): string | undefined {
  const date = typeof value === "number" ? new Date(value * 86_400_000) : value;
  if (!(date instanceof Date) || Number.isNaN(date.getTime())) return undefined;
  const text = date.toISOString();
  return /^\d{4}-/.test(text) && text >= "0001" ? text.slice(0, 10) : undefined;
}
