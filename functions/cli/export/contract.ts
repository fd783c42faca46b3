import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Definitions, MartDefinition, RowSchema, TableDefinition, TableJson } from "../../core/documents";
import type { MartColumns } from "../../core/export/columns";
import type { Contract } from "../../core/export/odcs/types";
import { contractOf, martObject, tableObject, type WrittenTable } from "../../core/export/odcs/write";
import { findByName } from "../catalogue/find";
import { ROOT } from "../paths";
import { readService } from "../service";
import { martColumns } from "./mart-columns";

/** The contract of a table or a mart, or of all of them. A mart's columns are those of its table on the stage. */
export async function contractFor(
  name: string | undefined,
  definitions: Definitions,
  stage: string,
): Promise<Contract> {
  const service = readService(ROOT);
  const { tables, marts } = chosen(name, definitions);
  const columns: MartColumns = marts.length > 0 ? (await martColumns(marts, stage)).columns : {};
  const objects = [
    ...tables.map((table) => tableObject(written(table))),
    ...marts.map((mart) => martObject(mart, columns[mart.id] ?? null)),
  ];
  const id = tables[0]?.id ?? marts[0]?.id;
  return contractOf(name === undefined ? service : `${service}:${id}`, projectVersion(), objects);
}

function chosen(name: string | undefined, definitions: Definitions) {
  if (name === undefined) return { tables: Object.values(definitions.tables), marts: Object.values(definitions.marts) };
  const found = findByName(name, definitions);
  const none = { tables: [] as TableDefinition[], marts: [] as MartDefinition[] };
  return "table" in found ? { ...none, tables: [found.table] } : { ...none, marts: [found.mart] };
}

/** The table with its files as they stand. */
function written(table: TableDefinition): WrittenTable {
  const read = (file: string) => JSON.parse(readFileSync(join(ROOT, "schemas", table.id, file), "utf8"));
  return { table, policy: read("table.json") as TableJson, rowSchema: read("row.schema.json") as RowSchema };
}

const projectVersion = (): string => JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")).version;
