import { compile, MART, type Project, problems, SNAPSHOT, SQL } from "./helpers";

const ORDERS = { name: "staging.shop_orders_current", cadence: "daily" };
const HISTORY = { name: "staging.shop_orders_history", cadence: "any" };
const DIMENSION = {
  name: "order",
  surrogate_key: "order_key",
  input: HISTORY.name,
  key: { id: "order_id" },
  as_of: "day",
};
const FACT = { ...MART, kind: "fact", inputs: [ORDERS, HISTORY], dimensions: [DIMENSION] };

const OF_ORDERS = { table: "shop/orders", mart: null, fixed: false };

describe("a mart", () => {
  test("compiles to SQL over views, with every input resolved", () => {
    const { marts } = compile({
      marts: { today: [FACT, "-- orders\nselect o.* from staging.shop_orders_current o;\n"] },
    });
    expect(marts.today).toEqual({
      id: "today",
      kind: "fact",
      description: "Orders today",
      grain: "one row per order",
      natural_key: ["order_id"],
      surrogate_key: null,
      calendar: null,
      fixed: null,
      inputs: [
        { ...ORDERS, view: "staging__shop_orders_current", relation: "current", ...OF_ORDERS },
        { ...HISTORY, view: "staging__shop_orders_history", relation: "history", ...OF_ORDERS },
      ],
      base: null,
      joins: [],
      historical: null,
      dimensions: [{ ...DIMENSION, view: "staging__shop_orders_history", member_key: null }],
      partition_by: null,
      diff: true,
      tests: [],
      repair: "on_arrival",
      refresh: "changed",
      level: 0,
      sql: "-- orders\nselect o.* from staging__shop_orders_current o",
    });
  });

  test("makes all rows in every build where it says so", () => {
    expect(compile({ marts: { today: [{ ...MART, refresh: "full" }, SQL] } }).marts.today?.refresh).toBe("full");
  });

  test("reads the change log under the table's own name", () => {
    const mart = { ...MART, inputs: [{ name: "staging.shop_orders", cadence: "any" }] };
    const { marts } = compile({ marts: { log: [mart, "select * from staging.shop_orders"] } });
    expect(marts.log?.inputs[0]).toMatchObject({ relation: "log", table: "shop/orders" });
  });

  test("that reads marts stands one level above the highest of them", () => {
    const over = (...names: string[]) => ({ ...MART, inputs: names.map((name) => ({ name, cadence: "daily" })) });
    const { marts } = compile({
      marts: {
        a: [over("mart.b", "mart.c"), "select * from mart.b join mart.c using (x)"],
        b: [over("mart.c"), "select * from mart.c"],
        c: [MART, SQL],
      },
    });
    expect(Object.values(marts).map(({ id, level }) => [id, level])).toEqual([
      ["a", 2],
      ["b", 1],
      ["c", 0],
    ]);
    expect(marts.b?.inputs[0]).toEqual({
      name: "mart.c",
      view: "mart__c",
      relation: "mart",
      table: null,
      mart: "c",
      cadence: "daily",
      fixed: false,
    });
  });
});

const [J, S] = ["glue/marts/m/mart.json", "glue/marts/m/mart.sql"];
const one = (json: Record<string, unknown>, sql = SQL): Project => ({ marts: { m: [json, sql] } });
describe("a mart is refused for", () => {
  test.each<[string, Project, string[]]>([
    [
      "an input that the SQL reads and mart.json does not list",
      one(MART, `${SQL}join staging.shop_orders_history using (x)`),
      [
        `${S}:3: the SQL reads staging.shop_orders_history, which "inputs" of mart.json does not list; add {"name": "staging.shop_orders_history", "cadence": "daily"} there.`,
      ],
    ],
    [
      "an input that nothing reads",
      one({ ...MART, inputs: [ORDERS, HISTORY] }),
      [
        `${J}:13: "inputs" lists staging.shop_orders_history, which neither mart.sql nor a dimension, join or test reads; remove it.`,
      ],
    ],
    [
      "an input that does not exist",
      one({ ...MART, inputs: [ORDERS, { name: "staging.shop_order", cadence: "any" }] }),
      [
        `${J}:14: "inputs" lists staging.shop_order, which no definition gives; correct the name, or define it. Did you mean "staging.shop_orders"?`,
      ],
    ],
    [
      "an input listed twice",
      one({ ...MART, inputs: [ORDERS, ORDERS] }),
      [`${J}:14: "inputs" lists staging.shop_orders_current twice; remove one of them.`],
    ],
    [
      "a name that is neither a CTE nor an input",
      one(MART, `${SQL}, orders`),
      [`${S}:3: the SQL reads "orders", expected a name in staging or mart, or a common table expression; correct it.`],
    ],
    [
      "reading raw",
      one(MART, `${SQL}, raw.shop_orders`),
      [
        `${S}:3: the SQL reads raw.shop_orders, expected staging or a mart, since raw is not history; read staging instead.`,
      ],
    ],
    [
      "SQL that is none",
      one(MART, "select *\nfrm x"),
      [`${S}:2: this is not Spark SQL: column 5, 'x' is not valid at this position, expecting a keyword; correct it.`],
    ],
    [
      "two statements",
      one(MART, "select 1; select 2"),
      [`${S}:1: expected one query (select ... or with ... select ...), found 2 statements; keep only the query.`],
    ],
    [
      "no statement",
      one(MART, "-- nothing"),
      [`${S}:1: expected one query (select ... or with ... select ...), found 0 statements; keep only the query.`],
    ],
    [
      "a statement that is no query",
      one(MART, "drop table staging.shop_orders_current"),
      [`${S}:1: expected one query (select ... or with ... select ...), found another statement; keep only the query.`],
    ],
    [
      "a dimension of another kind",
      one({ ...MART, inputs: [ORDERS, HISTORY], dimensions: [DIMENSION] }),
      [`${J}:18: "dimensions" applies to the kind fact, found as_of; remove it.`],
    ],
    [
      "a dimension that is no input",
      one({ ...FACT, inputs: [ORDERS] }),
      [
        `${J}:18: "dimensions.input" is staging.shop_orders_history, expected one of the inputs "staging.shop_orders_current"; add it to "inputs".`,
      ],
    ],
    [
      "a dimension over the log",
      one({
        ...FACT,
        inputs: [ORDERS, { name: "staging.shop_orders", cadence: "any" }],
        dimensions: [{ ...DIMENSION, input: "staging.shop_orders" }],
      }),
      [
        `${J}:22: "dimensions.input" is staging.shop_orders, expected the _history or _current of a table, or a mart of kind dimension; use one of them.`,
      ],
    ],
    [
      "a dimension on another key",
      one({ ...FACT, dimensions: [{ ...DIMENSION, key: { id: "note" } }] }),
      [`${J}:23: "dimensions.key" leads to "note", expected the natural key of shop/orders, "order_id"; correct it.`],
    ],
    [
      "a history without a date",
      one({ ...FACT, dimensions: [{ ...DIMENSION, as_of: undefined }] }),
      [
        `${J}:19: "as_of" is missing; add the fact's date column, as staging.shop_orders_history has several versions of a row.`,
      ],
    ],
    [
      "a date of what has one version",
      one({ ...FACT, inputs: [ORDERS], dimensions: [{ ...DIMENSION, input: ORDERS.name }] }),
      [
        `${J}:22: "as_of" does not apply to staging.shop_orders_current, which has one version of a row; remove it, or use its _history.`,
      ],
    ],
    [
      "two dimensions of one surrogate key",
      one({ ...FACT, dimensions: [DIMENSION, DIMENSION] }),
      [`${J}:30: "order_key" is the surrogate key of two dimensions; rename one.`],
    ],
    [
      "a relationship to no column",
      one({ ...MART, tests: [{ type: "relationships", column: "x", to: ORDERS.name, to_column: "ordr_id" }] }),
      [
        `${J}:19: "tests.to_column" is "ordr_id", which staging.shop_orders_current does not have; correct it. Did you mean "order_id"?`,
      ],
    ],
    [
      "a test without its fields",
      one({ ...MART, tests: [{ type: "unique", column: "x" }] }),
      [
        `${J}:15: "columns" is missing in "tests[0]"; add it.`,
        `${J}:17: "tests[0].column" does not apply here; remove it.`,
      ],
    ],
    [
      "a cadence outside the vocabulary",
      one({ ...MART, inputs: [{ ...ORDERS, cadence: "weekly" }] }),
      [`${J}:11: "inputs[0].cadence" is "weekly", expected one of "daily", "any"; correct it.`],
    ],
    [
      "a name that is none",
      one({ ...MART, inputs: [{ ...ORDERS, name: "raw.x" }] }),
      [
        `${J}:10: "inputs[0].name" is "raw.x", expected staging.<source>_<table>, its _current or _history, or mart.<mart>; correct it.`,
      ],
    ],
    [
      "no key",
      one({ ...MART, natural_key: [] }),
      [`${J}:5: "natural_key" is [], expected 1 or more entries; add them.`],
    ],
    [
      "a refresh mode",
      one({ ...MART, refresh: "all" }),
      [`${J}:14: "refresh" is "all", expected one of "changed", "full"; correct it.`],
    ],
    [
      "a missing file",
      { more: { "glue/marts/m/mart.json": MART } },
      [`${S}:1: the file is missing, expected it beside mart.json; add it.`],
    ],
    [
      "a folder that is no name",
      { marts: { "M-1": [MART, SQL] } },
      [
        'glue/marts/M-1:1: the folder "M-1" is no name, expected a lower-case letter, then letters, digits and underscores; rename it.',
      ],
    ],
  ])("%s", (_, project, sentences) => {
    expect(problems(project)).toEqual(sentences);
  });

  test("reading itself through others", () => {
    const over = (name: string) => ({ ...MART, inputs: [{ name, cadence: "daily" }] });
    expect(
      problems({ marts: { a: [over("mart.b"), "select * from mart.b"], b: [over("mart.a"), "select * from mart.a"] } }),
    ).toEqual([
      "glue/marts/a/mart.json:8: the marts read each other (a -> b -> a), expected no cycle; remove one of these inputs.",
    ]);
  });
});

test("the problems of marts are told with those of tables, but for marts that read a broken table", () => {
  const nope = [{ name: "staging.shop_nope_current", cadence: "any" }];
  const told = problems({
    table: { ...SNAPSHOT, feed: "events" },
    marts: {
      today: [MART, SQL],
      other: [{ ...MART, inputs: nope }, "select * from staging.shop_nope_current"],
    },
  });
  expect(told).toEqual([
    expect.stringMatching(/^schemas\/shop\/orders\/table.json:7: feed "events" is not supported yet/),
    expect.stringMatching(/^glue\/marts\/other\/mart.json:10: .*staging.shop_nope_current/),
  ]);
});
