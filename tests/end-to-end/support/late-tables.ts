import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const DAY = { type: "string", format: "date" };
const MOMENT = { type: "string", format: "date-time" };
const TEXT = { type: "string" };
const NUMBER = { type: "integer" };

interface Table {
  row: Record<string, unknown>;
  natural_key: string[];
  /** Of a table that is no snapshot, the fields that this one has instead; a property that it does not require. */
  changes?: Record<string, unknown>;
  optional?: string;
  policy?: object;
}

const OPERATION = { preset: "dms" };
const TABLES: Record<string, Table> = {
  "f09/customers": {
    row: { id: NUMBER, name: TEXT },
    natural_key: ["id"],
    policy: { another_file: { parts: { success_file: "_SUCCESS" } } },
  },
  "f09/listed": {
    row: { id: NUMBER, name: TEXT },
    natural_key: ["id"],
    policy: { another_file: { parts: { manifest: "parts.json" } } },
  },
  "f09/quiet": {
    row: { id: NUMBER, name: TEXT },
    natural_key: ["id"],
    policy: { another_file: { parts: { quiet_minutes: 1 } } },
  },
  "f09/uneven": { row: { id: NUMBER, name: TEXT }, natural_key: ["id"] },
  "f10/accounts": {
    row: { Op: TEXT, id: NUMBER, balance: NUMBER, updated_at: MOMENT },
    natural_key: ["id"],
    changes: { sequence_by: "updated_at", operation: OPERATION },
  },
  "f10/dms": {
    row: { Op: TEXT, id: NUMBER, name: TEXT, ts: MOMENT },
    natural_key: ["id"],
    changes: { sequence_by: "ts", operation: { ...OPERATION, default: "insert" } },
    optional: "Op",
  },
  "f11/cards": {
    row: { card: NUMBER, limit: NUMBER },
    natural_key: ["card"],
    policy: { batch_date: { file_name_pattern: "_(?<date>\\d{8})\\.csv$" } },
  },
  "f16/products": {
    row: { product: TEXT, name: TEXT, price: { type: "number", multipleOf: 0.01 } },
    natural_key: ["product"],
  },
  "f16/sales": {
    row: { sale: NUMBER, sold_at: MOMENT, sold_on: DAY, product: { type: ["string", "null"] }, qty: NUMBER },
    natural_key: ["sale"],
  },
  "f17/customers": { row: { cust: NUMBER, name: TEXT }, natural_key: ["cust"] },
  "f17/orders": { row: { no: NUMBER, day: DAY, cust: NUMBER }, natural_key: ["no"] },
};

const MARTS: Record<string, { sql: string; policy: Record<string, unknown> }> = {
  late_sales: {
    sql: "select sale, sold_on, product from staging.f16_sales_current",
    policy: {
      kind: "fact",
      natural_key: ["sale"],
      inputs: [
        { name: "staging.f16_sales_current", cadence: "daily" },
        { name: "staging.f16_products_history", cadence: "any" },
      ],
      dimensions: [
        {
          name: "product",
          surrogate_key: "product_key",
          input: "staging.f16_products_history",
          key: { product: "product" },
          as_of: "sold_on",
        },
      ],
    },
  },
  card_limits: {
    sql: "select card, limit from staging.f11_cards_current",
    policy: {
      kind: "as_of",
      natural_key: ["card"],
      inputs: [{ name: "staging.f11_cards_current", cadence: "daily" }],
    },
  },
  named_orders: {
    sql: "select o.no, o.day, c.name from staging.f17_orders_current o left join staging.f17_customers_current c on c.cust = o.cust",
    policy: {
      kind: "as_of",
      natural_key: ["no"],
      inputs: [
        { name: "staging.f17_orders_current", cadence: "daily" },
        { name: "staging.f17_customers_current", cadence: "daily" },
      ],
    },
  },
};

/** Describes a fact whose dimension comes late, a mart of two daily inputs, and changes, in the project at `root`. */
export function addLateTables(root: string): void {
  const write = (folder: string, files: Record<string, unknown>) => {
    mkdirSync(join(root, folder), { recursive: true });
    for (const [name, content] of Object.entries(files))
      writeFileSync(join(root, folder, name), typeof content === "string" ? content : JSON.stringify(content));
  };
  for (const [id, { row, natural_key, changes, optional, policy: more = {} }] of Object.entries(TABLES)) {
    const $schema = "https://json-schema.org/draft/2020-12/schema";
    const policy = { description: `Of a test: ${id}`, grain: "one row per key", natural_key, format: { type: "csv" } };
    const feed = changes ? { feed: "changes", ...changes } : { feed: "snapshot", max_delete_percent: 100 };
    const required = Object.keys(row).filter((name) => name !== optional);
    write(`schemas/${id}`, {
      "row.schema.json": { $schema, type: "object", required, properties: row },
      "table.json": { ...policy, ...feed, ...more },
    });
  }
  for (const [id, { sql, policy }] of Object.entries(MARTS))
    write(`glue/marts/${id}`, {
      "mart.sql": sql,
      "mart.json": { description: `Of a test: ${id}`, grain: "one row per key", ...policy },
    });
}
