import { csv } from "./csv";
import { json } from "./json";
import { table } from "./table";

/** Athena's result: text or null (SQL's NULL), and each column's type as Athena names it. */
export interface QueryResult {
  columns: { name: string; type: string }[];
  rows: (string | null)[][];
}

export type Format = "table" | "csv" | "json";

/** The whole result as text that ends with a newline. */
export const FORMATS: Record<Format, (result: QueryResult) => string> = { table, csv, json };
