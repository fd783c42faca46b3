import { namedQueries } from "../../../functions/core/consumers/named-queries";
import type { MartDefinition } from "../../../functions/core/documents";
import { definitions, mart, table } from "../fan-in/factory";

const DATABASES = { staging: "sluice_dev_staging", mart: "sluice_dev_mart" };
const CUSTOMERS = table("shop/customers", { natural_key: ["customer_id"] });
const queriesOf = (fields: Partial<MartDefinition>, tables = [CUSTOMERS]) => {
  const each = { ...mart("customers", 0, "shop/customers:daily"), natural_key: ["customer_id"], ...fields };
  return namedQueries(each, definitions(tables, [each]), DATABASES);
};
const sqlOf = (fields: Partial<MartDefinition>, tables = [CUSTOMERS]) =>
  Object.fromEntries(queriesOf(fields, tables).map(({ shows, sql }) => [shows, sql.replaceAll("\n", " ")]));

const FROM = 'from "sluice_dev_mart"."customers"';

test("a mart of one row a key has its newest rows, and the history of a key from the table with that key", () => {
  expect(sqlOf({ kind: "as_of" })).toEqual({
    "newest rows": `select * ${FROM} order by "customer_id" limit 100`,
    "history of one key":
      'select * from "sluice_dev_staging"."shop_customers_history" where "customer_id" = ? order by "effective_from"',
  });
});

test("a mart whose key is no table's, or that of two tables, has no history of a key", () => {
  expect(Object.keys(sqlOf({ natural_key: ["country"] }))).toEqual(["newest rows"]);
  const other = table("crm/people", { natural_key: ["customer_id"] });
  const inputs = mart("customers", 0, "shop/customers:daily", "crm/people:daily").inputs;
  expect(Object.keys(sqlOf({ inputs }, [CUSTOMERS, other]))).toEqual(["newest rows"]);
});

test("versions are the mart's own, and the newest are the current ones", () => {
  const versions = {
    "newest rows": `select * ${FROM} where "is_current" order by "customer_id" limit 100`,
    "history of one key": `select * ${FROM} where "customer_id" = ? order by "effective_from"`,
  };
  expect(sqlOf({ kind: "scd2" })).toEqual(versions);
  expect(sqlOf({ kind: "dimension", sql: "select customer_id, effective_from, effective_to from x" })).toEqual(
    versions,
  );
});

test("a historical mart shows its last day, and the days of a key", () => {
  expect(sqlOf({ kind: "historical", partition_by: "as_of_date" })).toEqual({
    "newest rows": `select * ${FROM} where "as_of_date" = (select max("as_of_date") ${FROM}) order by "customer_id" limit 100`,
    "history of one key": `select * ${FROM} where "customer_id" = ? order by "as_of_date"`,
  });
});

test("a fact is joined with its dimension marts, each under the name of its role", () => {
  const role = (name: string, input: string, member_key: string | null) => ({
    ...{ name, surrogate_key: `${name}_key`, input, view: "v", key: { customer_id: "customer_id" }, as_of: null },
    member_key,
  });
  const dimensions = [
    role("buyer", "mart.dim_customer", "customer_key"),
    role("product", "staging.catalogue_products_history", null),
  ];
  const queries = sqlOf({ kind: "fact", natural_key: ["order_id"], partition_by: "order_date", dimensions });
  expect(queries).toEqual({
    "newest rows": `select * ${FROM} order by "order_date" desc, "order_id" limit 100`,
    "with its dimensions": `select fact.*, "buyer".* ${FROM} as fact left join "sluice_dev_mart"."dim_customer" as "buyer" on fact."buyer_key" = "buyer"."customer_key" limit 100`,
  });
});

test("a query is described by what the mart is", () => {
  const [newest] = queriesOf({ description: "Customers", grain: "one row per customer" });
  expect(newest).toMatchObject({ id: "Newest", description: "Customers: one row per customer" });
});
