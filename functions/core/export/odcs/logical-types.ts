import type { Schema } from "./equal";
import type { LogicalType } from "./types";

/** The type, and its format, that a logical type is in a row schema. */
export const LOGICAL_TYPES: Record<LogicalType, { type: string; format?: string }> = {
  string: { type: "string" },
  date: { type: "string", format: "date" },
  timestamp: { type: "string", format: "date-time" },
  time: { type: "string", format: "time" },
  number: { type: "number" },
  integer: { type: "integer" },
  boolean: { type: "boolean" },
  object: { type: "object" },
  array: { type: "array" },
};

const BOUNDS = ["multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"];

/** The keywords of JSON Schema that `logicalTypeOptions` has under the same names and with the same meanings. */
export const OPTIONS: Record<LogicalType, readonly string[]> = {
  string: ["minLength", "maxLength", "pattern", "format"],
  date: [],
  timestamp: [],
  time: [],
  number: BOUNDS,
  integer: BOUNDS,
  boolean: [],
  object: ["minProperties", "maxProperties"],
  array: ["minItems", "maxItems", "uniqueItems"],
};

const FORMATS: Record<string, LogicalType> = { date: "date", "date-time": "timestamp", time: "time" };

/** The logical type of a property of a row schema; text where it names no single type. */
export function logicalTypeOf({ type, format }: Schema): LogicalType {
  const [only, ...others] = ([type].flat() as string[]).filter((each) => each !== "null");
  if (only === undefined || others.length > 0 || !(only in LOGICAL_TYPES)) return "string";
  return (only === "string" && FORMATS[String(format)]) || (only as LogicalType);
}

/** Types of databases, for contracts that leave out the logical type. */
const PHYSICAL: readonly [RegExp, LogicalType][] = [
  [/^(tiny|small|medium|big)?int(eger|\d*)?\b|^(long|short|byte|serial|bigserial)\b/, "integer"],
  [/^(decimal|numeric|number|double|float\d*|real|money)\b/, "number"],
  [/^bool(ean)?\b|^bit\b/, "boolean"],
  [/^(timestamp|datetime)/, "timestamp"],
  [/^date\b/, "date"],
  [/^time\b/, "time"],
  [/^(struct|row|record|object|map)\b/, "object"],
  [/^array\b/, "array"],
];

/** The logical type of a database's type, such as `VARCHAR(20)`; text where it is not known. */
export const ofPhysicalType = (physicalType: string): LogicalType =>
  PHYSICAL.find(([pattern]) => pattern.test(physicalType.toLowerCase()))?.[1] ?? "string";

/** `multipleOf` of a decimal with digits after the point: `decimal(18,2)` -> 0.01. */
export function stepOf(physicalType: string): number | undefined {
  const [, scale = "0"] = /^(?:decimal|numeric|number)\(\s*\d+\s*,\s*(\d+)\s*\)/i.exec(physicalType) ?? [];
  return scale === "0" ? undefined : Number(`1e-${scale}`);
}
