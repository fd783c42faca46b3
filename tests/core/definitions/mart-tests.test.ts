import { compile, MART, type Project, problems, SQL } from "./helpers";

const ORDERS = { name: "staging.shop_orders_current", cadence: "daily" };
const HISTORY = { name: "staging.shop_orders_history", cadence: "any" };
const [J, A] = ["glue/marts/m/mart.json", "glue/marts/m/audits/no_orphans.sql"];
const ORPHANS = "-- orders without a note\nselect order_id\nfrom mart.m\nwhere note is null;\n";
const TEST = { type: "sql", name: "no_orphans" };

/** A mart with tests, and the files of its folder `audits`. */
const audited = (tests: object[], files: Record<string, string> = {}, inputs: object[] = [ORDERS]): Project => ({
  marts: { m: [{ ...MART, inputs, tests }, SQL] },
  more: Object.fromEntries(Object.entries(files).map(([name, text]) => [`glue/marts/m/audits/${name}.sql`, text])),
});
const testsOf = (project: Project) => compile(project).marts.m?.tests;

describe("the tests of a mart", () => {
  test("halt, or warn where they say so; a relationship has its view", () => {
    const tests = [
      { type: "unique", columns: ["order_id"] },
      { type: "relationships", severity: "warn", column: "parent_id", to: HISTORY.name, to_column: "order_id" },
      { type: "row_count_change", max_percent: 20 },
    ];
    expect(testsOf(audited(tests, {}, [ORDERS, HISTORY]))).toEqual([
      { ...tests[0], severity: "halt" },
      { ...tests[1], view: "staging__shop_orders_history" },
      { ...tests[2], severity: "halt" },
    ]);
  });

  test("of SQL are in line, or a file; they read the mart itself and inputs", () => {
    const query =
      "select m.* from mart.m m left join staging.shop_orders_history h using (order_id) where h.op is null";
    const tests = [
      { ...TEST, severity: "warn" },
      { type: "sql", name: "inline", query },
    ];
    expect(testsOf(audited(tests, { no_orphans: ORPHANS }, [ORDERS, HISTORY]))).toEqual([
      {
        ...TEST,
        severity: "warn",
        sql: "-- orders without a note\nselect order_id\nfrom mart__m as m\nwhere note is null",
      },
      {
        type: "sql",
        severity: "halt",
        name: "inline",
        sql: "select m.* from mart__m m left join staging__shop_orders_history h using (order_id) where h.op is null",
      },
    ]);
  });

  test.each<[string, Project, string[]]>([
    [
      "without a query",
      audited([TEST]),
      [
        `${J}:15: the test "no_orphans" has neither "query" nor the file audits/no_orphans.sql, expected one of them; add one.`,
      ],
    ],
    [
      "with two queries",
      audited([{ ...TEST, query: "select * from mart.m" }], { no_orphans: ORPHANS }),
      [
        `${J}:15: the test "no_orphans" has "query" and the file audits/no_orphans.sql, expected one of them; remove one.`,
      ],
    ],
    [
      "without a name",
      audited([{ type: "sql", query: "select * from mart.m" }]),
      [`${J}:15: "name" is missing in "tests[0]"; add it.`],
    ],
    [
      "with the name of another",
      audited([TEST, TEST], { no_orphans: ORPHANS }),
      [`${J}:21: "no_orphans" is the name of two tests; rename one.`],
    ],
    [
      "whose file nobody runs",
      audited([], { no_orphans: ORPHANS }),
      [
        `${A}:1: no test of mart.json is named "no_orphans"; add {"type": "sql", "name": "no_orphans"} to "tests", or remove the file.`,
      ],
    ],
    [
      "that is no SQL, in a file",
      audited([TEST], { no_orphans: "select *\nfrm mart.m" }),
      [
        `${A}:2: this is not Spark SQL: column 5, 'mart' is not valid at this position, expecting a keyword; correct it.`,
      ],
    ],
    [
      "that is no query, in line",
      audited([{ ...TEST, query: "select 1; select 2" }]),
      [
        `${J}:18: in line 1 of the query, expected one query (select ... or with ... select ...), found 2 statements; keep only the query.`,
      ],
    ],
    [
      "that does not read the mart",
      audited([{ ...TEST, query: "select * from staging.shop_orders_current" }]),
      [
        `${J}:18: in line 1 of the query, the SQL does not read mart.m, expected the mart that it tests; select the rows that fail from it.`,
      ],
    ],
    [
      "that reads what is no input",
      audited([TEST], { no_orphans: "select *\nfrom mart.m\njoin staging.shop_orders using (order_id)" }),
      [
        `${A}:3: the SQL reads staging.shop_orders, which "inputs" of mart.json does not list; add {"name": "staging.shop_orders", "cadence": "daily"} there.`,
      ],
    ],
    [
      "with another severity",
      audited([{ type: "unique", columns: ["order_id"], severity: "error" }]),
      [`${J}:20: "tests[0].severity" is "error", expected one of "halt", "warn"; correct it.`],
    ],
  ])("%s", (_, project, sentences) => expect(problems(project)).toEqual(sentences));
});
