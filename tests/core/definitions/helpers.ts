import { compileDefinitions, DefinitionError } from "../../../functions/core/definitions/compile";

type Json = Record<string, unknown>;

/** A small project: two tables and one mart. Each test changes what it is about. */
export const ROW = {
  type: "object",
  required: ["order_id", "updated_at", "op"],
  properties: {
    order_id: { type: "integer" },
    updated_at: { type: "string", format: "date-time" },
    op: { type: "string", enum: ["I", "D"] },
    lines: { type: "array", items: { type: "string" } },
    note: { type: "string", description: "What the customer said" },
  },
};
export const CHANGES = {
  description: "Orders",
  grain: "one row per order",
  format: { type: "jsonl" },
  feed: "changes",
  natural_key: ["order_id"],
  sequence_by: "updated_at",
  operation: { column: "op", insert: ["I"], delete: ["D"] },
};
export const SNAPSHOT = {
  description: "Orders",
  grain: "one row per order",
  format: { type: "csv" },
  feed: "snapshot",
  natural_key: ["order_id"],
};
export const MART = {
  kind: "as_of",
  description: "Orders today",
  grain: "one row per order",
  natural_key: ["order_id"],
  inputs: [{ name: "staging.shop_orders_current", cadence: "daily" }],
};
export const SQL = "select *\nfrom staging.shop_orders_current\n";

/** `change` with undefined takes a field away. */
export const without = (document: Json, field: string): Json => ({ ...document, [field]: undefined });

export interface Project {
  table?: Json | string;
  row?: Json | string;
  marts?: Record<string, [json: Json | string, sql: string]>;
  more?: Record<string, Json | string>;
}

const text = (document: Json | string) => (typeof document === "string" ? document : JSON.stringify(document, null, 1));

export function compile({ table = SNAPSHOT, row = ROW, marts = {}, more = {} }: Project = {}) {
  return compileDefinitions([
    { path: "schemas/shop/orders/table.json", text: text(table) },
    { path: "schemas/shop/orders/row.schema.json", text: text(row) },
    ...Object.entries(marts).flatMap(([mart, [json, sql]]) => [
      { path: `glue/marts/${mart}/mart.json`, text: text(json) },
      { path: `glue/marts/${mart}/mart.sql`, text: sql },
    ]),
    ...Object.entries(more).map(([path, document]) => ({ path, text: text(document) })),
  ]);
}

/** The lines of the DefinitionError that a project gives. */
export function problems(project: Project): string[] {
  try {
    compile(project);
  } catch (error) {
    if (error instanceof DefinitionError) return error.message.split("\n");
    throw error;
  }
  return [];
}
