import { compileTextFormat } from "../definitions/format";
import type { TableDefinition } from "../documents";

/** In a few rows each delete is a large share: no test is about the brake. */
const NO_BRAKE = 100;

/**
 * The table as tests load it: from JSON, whatever its files are, with ISO dates. A row may leave properties out. Keys,
 * feed, types and the rest of the contract are the table's own.
 */
export function tableOfTests(table: TableDefinition): TableDefinition {
  const { required: _, ...row_schema } = table.row_schema;
  const { envelope: __, ...operation } = table.operation ?? { envelope: undefined };
  return {
    ...table,
    format: compileTextFormat({ type: "json" }),
    zero_padded: [],
    max_delete_percent: NO_BRAKE,
    another_file: typeof table.another_file === "string" ? table.another_file : "hold",
    operation: table.operation && (operation as TableDefinition["operation"]),
    columns: table.columns.map((column) => ({ ...column, nullable: true, pattern: null })),
    row_schema,
  };
}
