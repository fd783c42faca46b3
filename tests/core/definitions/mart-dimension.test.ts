import { compile, MART, type Project, problems, SQL } from "./helpers";

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
