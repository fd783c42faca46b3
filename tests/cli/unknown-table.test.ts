import { explainUnknownTable } from "../../functions/cli/unknown-table";
import { tablesOf } from "../../functions/core/sql/resolve-names";
import { definitions, mart, table } from "../core/fan-in/factory";

const DEFINITIONS = definitions(
  [table("shop/orders"), table("shop/customers")],
  [mart("fact_sales", 0, "shop/orders:daily"), mart("customers_current", 0, "shop/customers:daily")],
);
const ATHENA =
  "Athena ended the query as FAILED: TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.x.y' does not exist";
const LOCAL = "Athena ended the query as FAILED: SCHEMA_NOT_FOUND: line 1:15: Schema 'default' does not exist";
const NAMES =
  "names are raw.<source>_<table>, staging.<source>_<table>[_current|_history] and mart.<mart>; sluice tables lists them.";
const explain = (sql: string, reason = ATHENA) => explainUnknownTable(sql, reason, DEFINITIONS);

describe("a query of a table that is not there", () => {
  it.each([
    ["select * from nope", `There is no table nope: ${NAMES}`],
    ["select * from fact_sales", `There is no table fact_sales: ${NAMES} Did you mean "mart.fact_sales"?`],
    ["select * from mart.fact_sale", `There is no table mart.fact_sale: ${NAMES} Did you mean "mart.fact_sales"?`],
    [
      "select * from staging.shop_order",
      `There is no table staging.shop_order: ${NAMES} Did you mean "staging.shop_orders"?`,
    ],
    [
      "select * from shop_orders",
      `There is no table shop_orders: ${NAMES} Did you mean "raw.shop_orders" or "staging.shop_orders"?`,
    ],
    [
      "select 1 from mart.fact_sales, marts.fact_sales",
      `There is no table marts.fact_sales: ${NAMES} Did you mean "mart.fact_sales"?`,
    ],
    [
      'select * from "Staging"."shop_ordrs_current" o',
      `There is no table staging.shop_ordrs_current: ${NAMES} Did you mean "staging.shop_orders_current"?`,
    ],
  ])("says so with near names: %s", (sql, sentence) => {
    expect(explain(sql)).toBe(sentence);
    expect(explain(sql, LOCAL)).toBe(sentence);
  });

  it("of a mart that is not built points to what it waits for", () => {
    expect(explain("with f as (select * from mart.fact_sales) select count(*) from f")).toBe(
      "mart.fact_sales is defined and not built yet: sluice why fact_sales says what it waits for (a definition that is new has to be deployed first).",
    );
  });

  it("of a table without a load points to the table", () => {
    expect(explain("select * from staging.shop_orders_current")).toBe(
      "staging.shop_orders_current is defined, but no file of it is loaded yet: load one with sluice load, and see sluice tables shop/orders (a definition that is new has to be deployed first).",
    );
    expect(explain("select * from raw.shop_orders")).toContain("no file of it is catalogued yet");
  });

  it("of several that are all defined says which they are", () => {
    expect(explain("select * from mart.fact_sales join mart.customers_current using (id)")).toBe(
      "One of mart.fact_sales, mart.customers_current is defined, but has nothing to read yet: sluice tables says what is loaded and built.",
    );
  });
});

test("another fault of a query stays Athena's to tell", () => {
  expect(
    explain("select nope from mart.fact_sales", "COLUMN_NOT_FOUND: line 1:8: Column 'nope' cannot be resolved"),
  ).toBeNull();
  expect(
    explain("select f(1) from mart.fact_sales", "FUNCTION_NOT_FOUND: line 1:8: Function 'f' not registered"),
  ).toBeNull();
});

test("the tables of a query are those that it does not define itself", () => {
  expect(tablesOf('with a as (select 1 from X.y), b as (select 2 from a) select * from a, b, z."W"')).toEqual([
    "x.y",
    "z.w",
  ]);
});
