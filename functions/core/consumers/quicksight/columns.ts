/** A column of a mart's table, with its Spark SQL type. */
export interface MartColumn {
  name: string;
  type: string;
}

/** By mart, the columns of its table. */
export type ColumnsOfMarts = Readonly<Record<string, readonly MartColumn[]>>;

/** The types of QuickSight's columns. */
export type ColumnType = "STRING" | "INTEGER" | "DECIMAL" | "DATETIME" | "BOOLEAN";

export interface InputColumn {
  Name: string;
  Type: ColumnType;
}

const TYPES: readonly [RegExp, ColumnType][] = [
  [/^(bigint|int|smallint|tinyint)$/, "INTEGER"],
  [/^(decimal\(\d+,\s*\d+\)|double|float)$/, "DECIMAL"],
  [/^(date|timestamp|timestamp_ntz)$/, "DATETIME"],
  [/^boolean$/, "BOOLEAN"],
  [/^string$/, "STRING"],
];

/** QuickSight's type; undefined for lists, structs and bytes, which it does not read. */
export const typeOf = (type: string): ColumnType | undefined => TYPES.find(([pattern]) => pattern.test(type))?.[1];

/** The columns that QuickSight reads, in the order of the table. */
export function inputColumns(columns: readonly MartColumn[]): InputColumn[] {
  return columns.flatMap(({ name, type }) => {
    const found = typeOf(type);
    return found ? [{ Name: name, Type: found }] : [];
  });
}
