import type { SchemaElement } from "hyparquet";
import { parquetSchema } from "hyparquet/src/metadata.js";
import type { ParquetFormat, RowSchema } from "../../documents";
import { type RandomAccess, type Read, type ReadContext, shapeOf } from "../read";
import { checkHeader } from "../rows/header";
import { keyColumns } from "../rows/keys";
import { datesOf } from "./dates";
import { fileType } from "./file-types";
import { misfits } from "./fits";
import { broken, readFooter } from "./footer";
import { parseType } from "./types";

/**
 * Reads a parquet file's footer only: its columns have names and types, which are checked against the table's; its
 * rows are Spark's business.
 * @throws Unreadable
 */
export async function readParquet(file: RandomAccess, format: ParquetFormat, context: ReadContext): Promise<Read> {
  const { table, problems, limits } = context;
  const meta = await readFooter(file);
  checkDepth(meta.schema, limits.depth);
  const fields = readFields(() => parquetSchema(meta).children);
  const names = fields.map(({ element }) => element.name);
  const known = new Set(Object.keys((table.row_schema.properties ?? {}) as RowSchema));
  checkHeader({ table, names, line: null, problems, limits, known, keyNames: keyColumns(table) });
  for (const field of fields) {
    const column = table.columns.find(({ source_name }) => source_name === field.element.name);
    if (!column) continue;
    const findings = misfits(column.source_name, fileType(field), parseType(column.type));
    for (const finding of findings) problems.refuse(null, finding);
  }
  const facts = {
    rows: Number(meta.num_rows),
    rows_checked: 0,
    rows_quarantined: 0,
    dates: datesOf(meta, table.columns),
    bytes: file.byteLength,
    compression: "none" as const,
    encoding: null,
    bom: false,
    header: names,
    embedded_newlines: false,
    blank_rows: false,
    line_end: null,
    shape: shapeOf(format, names),
  };
  return { complete: true, facts };
}

/** Fields stand in one list, each with how many of the next ones are its children. */
function checkDepth(schema: readonly SchemaElement[], most: number): void {
  const open: number[] = [];
  for (const { num_children = 0 } of schema) {
    while (open.at(-1) === 0) open.pop();
    open.push((open.pop() ?? 1) - 1);
    if (num_children > 0) open.push(num_children);
    if (open.length > most + 1) throw broken(`more than ${most} levels of fields`);
  }
}

/** hyparquet follows the numbers of children that the file claims, wherever they lead. */
function readFields<T>(read: () => T): T {
  try {
    return read();
  } catch {
    throw broken("fields that do not add up");
  }
}
