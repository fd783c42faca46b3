import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compile, MART, type Project, problems, SNAPSHOT, SQL } from "./helpers";

const DIMENSION = { ...MART, kind: "dimension", surrogate_key: "order_key" };
const [J, S] = ["glue/marts/m/mart.json", "glue/marts/m/mart.sql"];
const one = (json: Record<string, unknown>, sql = SQL): Project => ({ marts: { m: [json, sql] } });

test("a dimension has the name of its surrogate key, with versions or without", () => {
  const versions = "select order_id, effective_from, effective_to from staging.shop_orders_current";
  const { marts } = compile({ marts: { m: [DIMENSION, SQL], versions: [DIMENSION, versions] } });
  expect([marts.m?.surrogate_key, marts.versions?.surrogate_key]).toEqual(["order_key", "order_key"]);
});

describe("a dimension is refused for", () => {
  test.each<[string, Project, string[]]>([
    [
      "no surrogate key",
      one({ ...DIMENSION, surrogate_key: undefined }),
      [`${J}:1: "surrogate_key" is missing; add it (the column that the job adds to a dimension).`],
    ],
    [
      "a surrogate key of another kind",
      one({ ...MART, surrogate_key: "order_key" }),
      [`${J}:14: "surrogate_key" applies to the kind dimension, found as_of; remove it.`],
    ],
    [
      "a surrogate key that is a column of its SQL",
      one({ ...DIMENSION, surrogate_key: "order_id" }),
      [`${J}:14: "surrogate_key" is "order_id", a column of mart.sql, expected a name of its own; rename it.`],
    ],
    [
      "half an interval",
      one(DIMENSION, "select order_id,\n  effective_from\nfrom staging.shop_orders_current"),
      [
        `${S}:1: the SQL selects effective_from without effective_to, expected both, in a dimension with versions, or none; select it too.`,
      ],
    ],
  ])("%s", (_, project, sentences) => {
    expect(problems(project)).toEqual(sentences);
  });
});

const ORDERS = { name: "staging.shop_orders_current", cadence: "daily" };
const PLACED = { name: "order", surrogate_key: "order_key", input: "mart.orders", key: { id: "order_id" } };
const VERSIONS = "select order_id, effective_from, effective_to from staging.shop_orders_current";

/** A fact on the dimension `orders`, of which `sql` is given. */
function fact(
  sql: string,
  dimensions: Record<string, unknown>[],
  orders: Record<string, unknown> = DIMENSION,
): Project {
  const inputs = [ORDERS, { name: "mart.orders", cadence: "daily" }];
  return { marts: { orders: [orders, sql], sales: [{ ...MART, kind: "fact", inputs, dimensions }, SQL] } };
}
const F = "glue/marts/sales/mart.json";

describe("a fact on a dimension", () => {
  test("knows the column that has the surrogate key of a member, in each of its roles", () => {
    const roles = [
      { ...PLACED, as_of: "day" },
      { ...PLACED, name: "other", surrogate_key: "other_key", as_of: "day" },
    ];
    const { marts } = compile(fact(VERSIONS, roles));
    expect(marts.sales).toMatchObject({
      level: 1,
      dimensions: roles.map((role) => ({ ...role, view: "mart__orders", member_key: "order_key" })),
    });
  });

  test.each([undefined, "day"])("leaves to Spark whether `*` has versions, with as_of: %s", (as_of) => {
    expect(problems(fact(SQL, [{ ...PLACED, as_of }]))).toEqual([]);
  });

  test.each<[string, Project, string[]]>([
    [
      "no date, where the dimension has versions",
      fact(VERSIONS, [PLACED]),
      [`${F}:19: "as_of" is missing; add the fact's date column, as mart.orders has several versions of a row.`],
    ],
    [
      "a date, where it has none",
      fact("select order_id from staging.shop_orders_current", [{ ...PLACED, as_of: "day" }]),
      [`${F}:26: "as_of" does not apply to mart.orders, which has one version of a row; remove it.`],
    ],
    [
      "another key",
      fact("select order_id from staging.shop_orders_current", [{ ...PLACED, key: { id: "order_key" } }]),
      [
        `${F}:23: "dimensions.key" leads to "order_key", expected the natural key of mart.orders, "order_id"; correct it.`,
      ],
    ],
    [
      "a mart of another kind",
      fact(SQL, [PLACED], MART),
      [
        `${F}:22: "dimensions.input" is mart.orders, expected the _history or _current of a table, or a mart of kind dimension; use one of them.`,
      ],
    ],
    [
      "only what is wrong with the dimension itself",
      fact(SQL, [PLACED], { ...DIMENSION, surrogate_key: undefined }),
      [
        `glue/marts/orders/mart.json:1: "surrogate_key" is missing; add it (the column that the job adds to a dimension).`,
      ],
    ],
  ])("is refused for %s", (_, project, sentences) => {
    expect(problems(project)).toEqual(sentences);
  });
});

test("the star of docs/definitions.md compiles", () => {
  const page = readFileSync(join(__dirname, "../../../docs/definitions.md"), "utf8");
  const [, section = ""] = page.split("### dimension and fact: a star");
  const [customer = "", customers = "", sales = "", orders = ""] = [...section.matchAll(/```\w+\n([^`]+)```/g)].map(
    ([, text = ""]) => text,
  );
  const product = customer.replaceAll("customer", "product").replace("_history", "_current");
  const tables = ["customer", "product"].flatMap((name) => {
    const [id, folder] = [`${name}_id`, `schemas/shop/${name}s`];
    const row = { type: "object", required: [id], properties: { [id]: { type: "integer" } } };
    return [
      [`${folder}/table.json`, { ...SNAPSHOT, natural_key: [id] }],
      [`${folder}/row.schema.json`, row],
    ];
  });
  const { marts } = compile({
    marts: {
      dim_customer: [customer, customers],
      dim_product: [product, "select product_id, name from staging.shop_products_current"],
      fact_sales: [sales, orders],
    },
    more: Object.fromEntries(tables),
  });
  expect(marts.fact_sales?.dimensions.map(({ name, member_key, as_of }) => [name, member_key, as_of])).toEqual([
    ["customer", "customer_key", "order_date"],
    ["recipient", "customer_key", "order_date"],
    ["product", "product_key", null],
  ]);
});
