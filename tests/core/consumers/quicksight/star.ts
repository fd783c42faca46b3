import type { MartDefinition } from "../../../../functions/core/documents";
import { definitions, mart } from "../../fan-in/factory";

/** A fact with one dimension in two roles. */
export const FACT: MartDefinition = {
  ...mart("fact_sales", 1),
  ...{ kind: "fact", natural_key: ["order_id"], partition_by: "order_date" },
  tests: [{ type: "accepted_values", severity: "halt", column: "status", values: ["placed", "paid"] }],
  dimensions: [role("buyer", "customer_key"), role("gift_to", "gift_key")],
};

function role(name: string, surrogate_key: string): MartDefinition["dimensions"][number] {
  const view = "mart__dim_customer";
  const key = { customer_id: "customer_id" };
  return { name, surrogate_key, input: "mart.dim_customer", view, key, as_of: null, member_key: "customer_key" };
}

const CUSTOMER: MartDefinition = { ...mart("dim_customer", 0), kind: "dimension", surrogate_key: "customer_key" };

/** The star, and a mart that has no table. */
export const DEFINITIONS = definitions([], [CUSTOMER, FACT, mart("never_built", 0)]);

const columns = (types: Record<string, string>) => Object.entries(types).map(([name, type]) => ({ name, type }));

export const COLUMNS = {
  dim_customer: columns({
    customer_key: "string",
    customer_id: "bigint",
    country: "string",
    newsletter: "boolean",
    tags: "array<string>",
    effective_from: "date",
  }),
  fact_sales: columns({
    customer_key: "string",
    gift_key: "string",
    order_id: "bigint",
    order_date: "date",
    status: "string",
    unit_price: "decimal(18,2)",
    amount: "decimal(18,2)",
  }),
};
