import type { MartDefinition, MartTest, RowSchema, TableDefinition, TableJson } from "../../documents";
import type { CatalogColumn } from "../columns";
import { rowKey } from "../row-key";
import { difference, type Schema } from "./equal";
import { ofPhysicalType } from "./logical-types";
import { fromProperties, toField, validValues } from "./property";
import { type Contract, CUSTOM, customs, type Property, type Quality, type SchemaObject } from "./types";

/** A table with the texts that it is compiled from. */
export interface WrittenTable {
  table: TableDefinition;
  policy: TableJson;
  rowSchema: RowSchema;
}

/** A contract of these tables and marts. `version` is that of the project. */
export function contractOf(id: string, version: string, objects: SchemaObject[]): Contract {
  const [only, ...others] = objects;
  const purpose = others.length === 0 ? only?.description : undefined;
  return {
    apiVersion: "v3.1.0",
    kind: "DataContract",
    id,
    name: others.length === 0 && only ? only.name : id,
    version,
    status: "active",
    ...(purpose && { description: { purpose } }),
    schema: objects,
  };
}

/** A table as a contract has it: what the standard has no field for is in its custom properties. */
export function tableObject({ table, policy, rowSchema }: WrittenTable): SchemaObject {
  const properties = Object.entries(rowSchema.properties as Record<string, Schema>).map(([name, schema]) =>
    withPolicy({ name, ...toField(schema, requiredOf(rowSchema).includes(name), rowSchema) }, table, policy),
  );
  const { title, $schema: _, ...row } = rowSchema as Schema;
  const { keywords } = difference(row, { type: "object", ...fromProperties(properties) });
  return {
    name: table.name,
    logicalType: "object",
    physicalType: "table",
    ...(typeof title === "string" && { businessName: title }),
    description: table.description,
    dataGranularityDescription: table.grain,
    properties,
    ...customs({ [CUSTOM.policy]: policyBesides(policy), [CUSTOM.keywords]: keywords }),
  };
}

const requiredOf = ({ required = [] }: RowSchema) => required as string[];

/** The property with its column's name and type, and with what table.json says of it. */
function withPolicy(property: Property, table: TableDefinition, policy: TableJson): Property {
  const column = table.columns.find(({ source_name }) => source_name === property.name);
  const { customProperties, ...field } = property;
  const position = policy.natural_key.indexOf(property.name) + 1;
  const pattern = datePatterns(policy)[property.name];
  return {
    ...field,
    ...(column && { physicalType: column.type }),
    ...(column && column.name !== property.name && { physicalName: column.name }),
    ...(position > 0 && { primaryKey: true, primaryKeyPosition: position }),
    ...(policy.partition_by === property.name && { partitioned: true, partitionKeyPosition: 1 }),
    ...(pattern !== undefined && { logicalTypeOptions: { format: pattern } }),
    ...(customProperties && { customProperties }),
  };
}

const datePatterns = ({ format }: TableJson): Record<string, string> => format.date_patterns ?? {};

/** The fields of table.json for which the standard has none. */
function policyBesides({ $schema: _, description: __, grain: ___, natural_key: ____, ...policy }: TableJson) {
  const { date_patterns: _____, ...format } = policy.format;
  const { partition_by, ...others } = policy;
  return { ...others, format, ...(partition_by === "load_date" && { partition_by }) };
}

/** A mart as a contract has it. `columns` are those of its table; null: it has none yet. */
export function martObject(mart: MartDefinition, columns: readonly CatalogColumn[] | null): SchemaObject {
  const known = columns ?? mart.natural_key.map((name) => ({ name, type: null, description: "" }));
  const quality = mart.tests.flatMap((test) => ofRows(test, mart));
  return {
    name: mart.id,
    logicalType: "object",
    physicalType: "table",
    description: mart.description,
    dataGranularityDescription: mart.grain,
    properties: known.map((column) => martProperty(mart, column)),
    ...(quality.length > 0 && { quality }),
    ...customs({ sluiceMart: { kind: mart.kind, inputs: mart.inputs.map(({ name }) => name) } }),
  };
}

function martProperty(mart: MartDefinition, column: { name: string; type: string | null; description: string }) {
  const { name, type, description } = column;
  const tests = mart.tests.filter((test) => isOf(test, name));
  const key = rowKey(mart);
  const quality = tests.flatMap((test) => (test.type === "accepted_values" ? [validValues(test.values)] : []));
  const property: Property = {
    name,
    ...(description && { description }),
    ...(type && { logicalType: ofPhysicalType(type), physicalType: type }),
    ...(tests.some((test) => isRequired(test, mart)) && { required: true }),
    ...(tests.some(({ type: kind }) => kind === "unique") && { unique: true }),
    ...(key.includes(name) && { primaryKey: true, primaryKeyPosition: key.indexOf(name) + 1 }),
    ...(mart.partition_by === name && { partitioned: true, partitionKeyPosition: 1 }),
    ...(quality.length > 0 && { quality }),
  };
  return property;
}

/** A dimension has the member `unknown`, whose columns are null; its tests leave it out. */
const isRequired = ({ type }: MartTest, { kind }: MartDefinition) => type === "not_null" && kind !== "dimension";

/** Whether the test is about that column alone. */
function isOf(test: MartTest, column: string): boolean {
  if (test.type === "accepted_values") return test.column === column;
  if (test.type === "not_null") return test.columns.includes(column);
  return test.type === "unique" && test.columns.length === 1 && test.columns[0] === column;
}

/** Tests of the table as a whole, in the standard's words or else as checks of Sluice. */
function ofRows(test: MartTest, mart: MartDefinition): Quality[] {
  if (isRequired(test, mart) || test.type === "accepted_values") return [];
  if (test.type !== "unique") return [{ type: "custom", engine: "sluice", implementation: withoutView(test) }];
  if (test.columns.length === 1) return [];
  return [{ type: "library", metric: "duplicateValues", arguments: { properties: test.columns }, mustBe: 0 }];
}

const withoutView = (test: MartTest) => Object.fromEntries(Object.entries(test).filter(([name]) => name !== "view"));
