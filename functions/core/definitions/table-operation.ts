import VOCABULARY from "../../../schemas/meta/vocabulary.schema.json";
import type { Format, Operation, OperationJson, RowSchema } from "../documents";
import type { TableReferences } from "./table-references";
import { checkOperationWords } from "./table-words";

/** A preset is a row of the vocabulary. */
const PRESETS = VOCABULARY.$defs.operation_preset.rows;

type Property = { enum?: unknown[]; type?: string | string[]; $ref?: string };

/** `operation` of table.json: the column that says what a change is, and its values by meaning. */
export function compileOperation(
  json: OperationJson | undefined,
  references: TableReferences,
  rowSchema: RowSchema,
  format: Format,
): Operation | null {
  if (!json) return null;
  const { column: property, insert, update, delete: deletes, envelope } = meaningOf(json);
  const column = references.column("operation.column", "/operation/column", property);
  if (!column) return null;
  if (column.type !== "string") references.refuseType("operation.column", "/operation/column", column, "a string");
  checkValues(property, [...insert, ...update, ...deletes], references, rowSchema);
  checkOperationWords(property, [...insert, ...update, ...deletes], format, references);
  if (json.default) checkDefault(property, references, rowSchema);
  if (envelope) checkFormat(json, references, format);
  const given = { ...(json.default && { default: json.default }), ...(envelope && { envelope: true as const }) };
  return { column: column.name, insert, update, delete: deletes, ...given };
}

/** A preset with a column of its own is about rows that were taken out of their envelope already. */
function meaningOf({ preset, column, insert = [], update = [], delete: deletes = [] }: OperationJson) {
  if (!preset) return { column: column ?? "", insert, update, delete: deletes, envelope: false };
  const row = PRESETS[preset];
  return { ...row, column: column ?? row.column, envelope: row.envelope && column === undefined };
}

function checkValues(
  property: string,
  listed: readonly string[],
  references: TableReferences,
  rowSchema: RowSchema,
): void {
  if (listed.length === 0)
    references.refuse("/operation", `"operation" lists no value, expected some in insert, update or delete; add them.`);
  const twice = listed.find((value, index) => listed.indexOf(value) !== index);
  if (twice !== undefined) {
    references.refuse(
      "/operation",
      `"operation" lists "${twice}" twice, expected one meaning for each value; remove one.`,
    );
  }
  for (const value of propertyOf(rowSchema, property).enum ?? []) {
    if (value === null || value === "" || listed.includes(value as string)) continue;
    references.refuse(
      "/operation",
      `"operation" does not list "${value}", which row.schema.json allows in "${property}"; add it to insert, update or delete.`,
    );
  }
}

function checkDefault(property: string, references: TableReferences, rowSchema: RowSchema): void {
  if (!requiredOf(rowSchema).includes(property)) return;
  references.refuse(
    "/operation/default",
    `"operation.default" says what a row without "${property}" is, but row.schema.json requires it; take it out of "required", or remove the default.`,
  );
}

function checkFormat({ preset }: OperationJson, references: TableReferences, { type }: Format): void {
  if (type === "json" || type === "jsonl") return;
  references.refuse(
    "/operation/preset",
    `"operation.preset" ${preset} looks for before and after in json or jsonl, found ${type}; name the column with the operation in operation.column.`,
  );
}

/**
 * The row schema with what `operation` asks of its column: a value, and one that is listed. So both engines refuse the
 * same rows. With a default, a row may be without, or have an empty text there.
 */
export function withOperation(rowSchema: RowSchema, json: OperationJson | undefined): RowSchema {
  if (!json) return rowSchema;
  const { column, insert, update, delete: deletes } = meaningOf(json);
  const property = propertyOf(rowSchema, column);
  const nothing = [property.type].flat().includes("null") ? ["", null] : [""];
  const known: unknown[] = [...insert, ...update, ...deletes, ...(json.default ? nothing : [])];
  const values = (property.enum ?? known).filter((value) => known.includes(value));
  const required = json.default ? requiredOf(rowSchema) : [...new Set([...requiredOf(rowSchema), column])];
  const properties = { ...(rowSchema.properties as object), [column]: { ...property, enum: values } };
  return { ...rowSchema, ...(required.length > 0 && { required }), properties };
}

const propertyOf = (rowSchema: RowSchema, name: string) =>
  ((rowSchema.properties ?? {}) as Record<string, Property>)[name] ?? {};
const requiredOf = (rowSchema: RowSchema) => (rowSchema.required ?? []) as string[];
