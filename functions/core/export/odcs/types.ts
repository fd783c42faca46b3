/** The fields of the Open Data Contract Standard that Sluice writes or reads; schemas/odcs has all of them. */
export interface Contract {
  apiVersion: string;
  kind: "DataContract";
  id: string;
  name?: string;
  version: string;
  status: string;
  description?: { purpose?: string };
  servers?: { type?: string; format?: string; delimiter?: string }[];
  schema?: SchemaObject[];
}

/** A table. */
export interface SchemaObject {
  name: string;
  logicalType?: "object";
  physicalType?: string;
  businessName?: string;
  description?: string;
  dataGranularityDescription?: string;
  properties?: Property[];
  quality?: Quality[];
  customProperties?: CustomProperty[];
}

export type LogicalType =
  | "string"
  | "date"
  | "timestamp"
  | "time"
  | "number"
  | "integer"
  | "object"
  | "array"
  | "boolean";

/** A column, or a field below one. */
export interface Property {
  name: string;
  logicalType?: LogicalType;
  logicalTypeOptions?: Record<string, unknown>;
  physicalType?: string;
  physicalName?: string;
  businessName?: string;
  description?: string;
  required?: boolean;
  unique?: boolean;
  primaryKey?: boolean;
  primaryKeyPosition?: number;
  partitioned?: boolean;
  partitionKeyPosition?: number;
  examples?: unknown[];
  quality?: Quality[];
  /** Of an object */
  properties?: Property[];
  /** Of an array */
  items?: Field;
  customProperties?: CustomProperty[];
}

/** What a property says besides its name. */
export type Field = Omit<Property, "name">;

/** A check with one of the standard's metrics, or of an engine. */
export interface Quality {
  type?: "library" | "text" | "sql" | "custom";
  metric?: "nullValues" | "missingValues" | "invalidValues" | "duplicateValues" | "rowCount";
  arguments?: { validValues?: unknown[]; properties?: string[]; pattern?: string };
  mustBe?: unknown;
  unit?: string;
  engine?: string;
  implementation?: unknown;
  description?: string;
}

export interface CustomProperty {
  property: string;
  value: unknown;
}

/** Names of custom properties, by which a contract keeps what the standard has no field for. */
export const CUSTOM = {
  /** Keywords of JSON Schema that come on top of what the fields of the standard say */
  keywords: "jsonSchema",
  /** A JSON Schema in place of what the fields say */
  whole: "wholeJsonSchema",
  /** Fields of table.json */
  policy: "sluiceTable",
} as const;

export const customOf = (owner: { customProperties?: CustomProperty[] }, name: string) =>
  owner.customProperties?.find(({ property }) => property === name)?.value;

/** The custom properties with a value; none: no field at all. */
export function customs(values: Record<string, unknown>): { customProperties?: CustomProperty[] } {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  if (given.length === 0) return {};
  return { customProperties: given.map(([property, value]) => ({ property, value })) };
}
