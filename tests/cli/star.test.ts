import { stripVTControlCharacters } from "node:util";
import { drawMarts } from "../../functions/cli/star";
import { mart } from "../core/fan-in/factory";

const dimension = (surrogate_key: string, input: string) => ({
  name: surrogate_key,
  surrogate_key,
  input,
  view: "",
  key: {},
  as_of: null,
  member_key: null,
});

test("a fact is drawn with the dimensions that its keys lead to, and the other marts below", () => {
  const dimensions = [
    dimension("customer_key", "mart.dim_customer"),
    dimension("date_key", "mart.dim_date"),
    dimension("paid_key", "mart.dim_date"),
    dimension("shop_key", "staging.crm_shops_current"),
  ];
  const grain = (id: string, text: string) => ({ ...mart(id, 0), grain: text });
  const marts = [
    grain("customers_current", "one row per customer"),
    grain("dim_customer", "one row per version of a customer"),
    grain("dim_date", "one row per day"),
    { ...grain("fact_sales", "one row per order"), dimensions },
  ];
  const rows = new Map([
    ["fact_sales", 1200],
    ["dim_customer", 1],
    ["customers_current", 7],
  ]);
  expect(stripVTControlCharacters(drawMarts(marts, rows))).toBe(`fact_sales  1200 rows: one row per order
├─ customer_key  dim_customer  1 row: one row per version of a customer
├─ date_key      dim_date  not built yet: one row per day
├─ paid_key      dim_date
└─ shop_key      staging.crm_shops_current
customers_current  7 rows: one row per customer`);
});
