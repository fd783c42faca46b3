import type { SchemaElement, SchemaTree } from "hyparquet";
import type { Leaf, Type } from "./types";

/** The type of a field of a parquet file; see https://github.com/apache/parquet-format/blob/master/LogicalTypes.md */
export function fileType(field: SchemaTree): Type {
  const { element, children } = field;
  const type = element.num_children === undefined ? leafType(element) : groupType(field);
  const isValue = element.repetition_type === "REPEATED" && children.length === 0;
  return isValue ? { kind: "list", element: type } : type;
}

function groupType({ element, children }: SchemaTree): Type {
  const annotation = element.logical_type?.type ?? element.converted_type;
  if (annotation === "LIST") return listType(children);
  if (annotation === "MAP" || annotation === "MAP_KEY_VALUE") return unknown("a map");
  if (annotation !== undefined) return unknown(`a group of ${annotation}`);
  const struct = structType(children);
  return element.repetition_type === "REPEATED" ? { kind: "list", element: struct } : struct;
}

const structType = (children: readonly SchemaTree[]): Type => ({
  kind: "struct",
  fields: new Map(children.map((child) => [child.element.name, fileType(child)])),
});

/** A list is a group of one repeated field: a group around its element, or, as older writers have it, the element. */
function listType([repeated]: readonly SchemaTree[]): Type {
  if (!repeated) return unknown("a list of nothing");
  const { element, children } = repeated;
  const [only] = children;
  const wrapped = only !== undefined && children.length === 1 && element.name !== "array";
  if (wrapped) return { kind: "list", element: fileType(only) };
  return { kind: "list", element: children.length > 0 ? structType(children) : leafType(element) };
}

function leafType(element: SchemaElement): Type {
  const { type, logical_type: logical, converted_type: converted } = element;
  const annotation = logical?.type ?? ANNOTATIONS[converted ?? ""] ?? converted;
  if (annotation === "DECIMAL") {
    const precision = element.precision ?? (logical as { precision?: number }).precision ?? 0;
    const scale = element.scale ?? (logical as { scale?: number }).scale ?? 0;
    return { kind: "leaf", name: "decimal", whole: precision - scale, scale, text: `decimal(${precision},${scale})` };
  }
  if (annotation === "TIMESTAMP") {
    const nanos = (logical as { unit?: string } | undefined)?.unit === "NANOS";
    return nanos ? unknown("a timestamp in nanoseconds, which Spark cannot read") : named("timestamp");
  }
  if (annotation === "INTEGER") return integer(logical as { bitWidth: number; isSigned: boolean });
  if (annotation === undefined) return PLAIN[type ?? ""] ?? unknown(`bytes (${type})`);
  return ANNOTATED[annotation] ?? unknown(annotation.toLowerCase());
}

/** The annotations of older writers, and those of newer writers that mean the same. */
const ANNOTATIONS: Record<string, string> = {
  UTF8: "STRING",
  TIMESTAMP_MILLIS: "TIMESTAMP",
  TIMESTAMP_MICROS: "TIMESTAMP",
};
const named = (name: string): Leaf => ({ kind: "leaf", name, text: name });
const unknown = (text: string): Leaf => ({ kind: "leaf", name: "", text });
const exact = (text: string, whole: number): Leaf => ({ kind: "leaf", name: "bigint", whole, scale: 0, text });
/** Digits of the types that Spark reads integers as. It has no type without a sign, and takes the next wider one. */
const SIGNED: Record<number, number> = { 8: 3, 16: 5, 32: 10, 64: 19 };
const UNSIGNED: Record<number, number> = { 8: 5, 16: 10, 32: 19, 64: 20 };

function integer({ bitWidth, isSigned }: { bitWidth: number; isSigned: boolean }): Leaf {
  const digits = isSigned ? SIGNED : UNSIGNED;
  return exact(`${isSigned ? "" : "u"}int${bitWidth}`, digits[bitWidth] ?? 20);
}

const PLAIN: Record<string, Leaf> = {
  BOOLEAN: named("boolean"),
  INT32: exact("int32", 10),
  INT64: exact("int64", 19),
  INT96: named("timestamp"),
  FLOAT: { kind: "leaf", name: "double", text: "float" },
  DOUBLE: named("double"),
};

const width = (bitWidth: number, isSigned: boolean) => integer({ bitWidth, isSigned });
const ANNOTATED: Record<string, Leaf> = {
  STRING: named("string"),
  ENUM: named("string"),
  JSON: named("string"),
  DATE: named("date"),
  INT_8: width(8, true),
  INT_16: width(16, true),
  INT_32: width(32, true),
  INT_64: width(64, true),
  UINT_8: width(8, false),
  UINT_16: width(16, false),
  UINT_32: width(32, false),
  UINT_64: width(64, false),
};
