import type { OperationJson, RowSchema, TableDefinition } from "../documents";
import type { TableReferences } from "./table-references";

/** `operation` of table.json: the column that says what a change is, and its values by meaning. */
export function compileOperation(
  operation: OperationJson | undefined,
  references: TableReferences,
  rowSchema: RowSchema,
): TableDefinition["operation"] {
  if (!operation) return null;
  const { column: property, insert = [], update = [], delete: deletes = [] } = operation;
  const column = references.column("operation.column", "/operation/column", property);
  if (!column) return null;
  if (column.type !== "string") references.refuseType("operation.column", "/operation/column", column, "a string");
  checkValues(property, [...insert, ...update, ...deletes], references, rowSchema);
  return { column: column.name, insert, update, delete: deletes };
}

function checkValues(
  property: string,
  listed: readonly string[],
  references: TableReferences,
  rowSchema: RowSchema,
): void {
  const twice = listed.find((value, index) => listed.indexOf(value) !== index);
  if (twice !== undefined) {
    references.refuse(
      "/operation",
      `"operation" lists "${twice}" twice, expected one meaning for each value; remove one.`,
    );
  }
  const schema = (rowSchema.properties as Record<string, { enum?: unknown[] }>)[property];
  for (const value of schema?.enum ?? []) {
    if (value === null || listed.includes(value as string)) continue;
    references.refuse(
      "/operation",
      `"operation" does not list "${value}", which row.schema.json allows in "${property}"; add it to insert, update or delete.`,
    );
  }
}
