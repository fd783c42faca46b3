import { compileUnitTests, planTests } from "../../../functions/core/unit-tests";
import { compile, MART, SQL } from "../definitions/helpers";

const FILE = "glue/marts/m/tests/orders.yml";
const DEFINITIONS = compile({
  marts: {
    m: [MART, SQL],
    totals: [{ ...MART, inputs: [{ name: "mart.m", cadence: "daily" }] }, "select * from mart.m"],
  },
});
const GOOD = `unit_tests:
  - name: orders stand
    batch_date: 2026-03-01
    given:
      - input: shop/orders
        rows:
          - { order_id: 1, note: first }
    expect:
      rows:
        - { order_id: 1 }
`;

async function problems(text: string, path = FILE): Promise<string[]> {
  const compiled = compileUnitTests([{ path, text }], DEFINITIONS);
  const found = compiled.problems.length > 0 ? compiled : await planTests(compiled.tests, DEFINITIONS);
  return found.problems.map(({ line, sentence }) => `${line}: ${sentence}`);
}

test("a test in YAML, and in JSON, is the same list of steps", async () => {
  const json = JSON.stringify({
    unit_tests: [
      {
        name: "orders stand",
        steps: [
          {
            batch_date: "2026-03-01",
            given: [{ input: "shop/orders", rows: [{ order_id: 1, note: "first" }] }],
            expect: { rows: [{ order_id: 1 }] },
          },
        ],
      },
    ],
  });
  const plans = [GOOD, json].map(async (text, at) => {
    const path = at === 0 ? FILE : FILE.replace("yml", "json");
    return (await planTests(compileUnitTests([{ path, text }], DEFINITIONS).tests, DEFINITIONS)).plan.tests;
  });
  const [yaml, other] = await Promise.all(plans);
  expect(yaml).toEqual(other);
  expect(yaml).toMatchObject([
    { mart: "m", marts: ["m"], steps: [{ expect: { rows: [{ order_id: 1 }], error: null } }] },
  ]);
});

test("a mart on a mart is built from what feeds both, unless its rows are given", async () => {
  const path = "glue/marts/totals/tests/t.yml";
  const given = GOOD.replace("shop/orders", "mart.m");
  const marts = async (text: string) => {
    const { plan } = await planTests(compileUnitTests([{ path, text }], DEFINITIONS).tests, DEFINITIONS);
    return plan.tests[0]?.marts;
  };
  expect([await marts(GOOD), await marts(given)]).toEqual([["m", "totals"], ["totals"]]);
});

test("a file passes the gate as JSON, each step later than all batch dates and the steps before", async () => {
  const text = `unit_tests:
  - name: orders stand
    steps:
      - { batch_date: 2026-03-02, given: [{ input: shop/orders, rows: [{ order_id: 1 }] }] }
      - { batch_date: 2026-03-01, given: [{ input: shop/orders, file: b.json, rows: [] }], expect: { rows: [] } }
`;
  const { plan } = await planTests(compileUnitTests([{ path: FILE, text }], DEFINITIONS).tests, DEFINITIONS);
  const loads = plan.tests[0]?.steps.flatMap((step) => step.loads) ?? [];
  expect(loads).toMatchObject([
    {
      load: { key: "shop/orders/dt=2026-03-02/orders.json", loaded_at: "2026-03-03T00:00:00.000Z" },
      facts: { rows: 1, rows_quarantined: 0 },
      text: '[{"order_id":1}]\n',
      refused: null,
    },
    {
      load: { key: "shop/orders/dt=2026-03-01/b.json", loaded_at: "2026-03-03T01:40:00.000Z" },
      facts: { rows: 0 },
      text: "[]\n",
    },
  ]);
  expect(loads[0]?.load.load_id).not.toBe(loads[1]?.load.load_id);
});

test.each<[string, string, string, string[]]>([
  [
    "YAML that is none",
    "name: orders stand",
    "name: [orders",
    [
      "3: this is not valid YAML (Flow sequence in block collection must be sufficiently indented and end with a ]); correct it there or just before.",
    ],
  ],
  [
    "a field twice",
    "    batch_date: 2026-03-01\n",
    "    batch_date: 2026-03-01\n    batch_date: 2026-03-02\n",
    ["4: a field is written twice in one object; keep one of them."],
  ],
  [
    "an unknown field",
    "expect:",
    "expects:",
    [
      '2: "expect" is missing in "unit_tests[0]"; add it (the rows that the mart has then; or steps).',
      '8: unknown field "expects" of "unit_tests[0]", expected one of "name", "description", "batch_date", "given", "expect", "steps"; rename or remove it. Did you mean "expect"?',
    ],
  ],
  [
    "a day that does not exist",
    "2026-03-01",
    "2026-02-30",
    ['3: "batch_date" is "2026-02-30", expected a day that exists; correct it.'],
  ],
  [
    "an input that the mart does not read",
    "shop/orders",
    "shop/order",
    [
      '5: "given" names shop/order, which m does not read, expected one of "shop/orders"; correct it. Did you mean "shop/orders"?',
    ],
  ],
  [
    "a property that the table does not have",
    "note: first",
    "nota: first",
    [
      '7: the row has "nota", which is no property of shop/orders, expected one of "order_id", "updated_at", "op", "lines", "note"; correct it. Did you mean "note"?',
    ],
  ],
  [
    "a row without its key",
    "{ order_id: 1, note: first }",
    "{ note: first }",
    ['7: the row has no "order_id", which is in the natural key of shop/orders; add it.'],
  ],
  [
    "a value that the gate refuses",
    "order_id: 1, note: first",
    "order_id: one",
    [
      '7: "order_id" of shop/orders: expected an integer, found "one"; correct it, or expect the error FileRejectedError.',
    ],
  ],
  [
    "rows that name different columns",
    "        - { order_id: 1 }\n",
    "        - { order_id: 1, note: first }\n        - { order_id: 2 }\n",
    ['11: the row leaves out "note", which other rows of "expect" name; write the value, or null.'],
  ],
  [
    "rows and an error",
    "      rows:\n        - { order_id: 1 }\n",
    "      rows: []\n      error: MartTestError\n",
    ['9: "unit_tests[0].expect.rows" does not apply here; remove it.'],
  ],
])("%s is told at its line", async (_, found, written, expected) => {
  expect(GOOD).toContain(found);
  expect(await problems(GOOD.replace(found, written))).toEqual(expected);
});

test("a refused file may be what a test is about", async () => {
  const text = GOOD.replace("order_id: 1, note: first", "order_id: one").replace(
    "      rows:\n        - { order_id: 1 }",
    "      error: FileRejectedError",
  );
  const { plan, problems: found } = await planTests(
    compileUnitTests([{ path: FILE, text }], DEFINITIONS).tests,
    DEFINITIONS,
  );
  expect(found).toEqual([]);
  expect(plan.tests[0]?.steps[0]?.loads[0]).toMatchObject({
    facts: null,
    refused: expect.stringContaining("does not match shop/orders"),
  });
});

test("the same input twice, and two tests of one name, are told", async () => {
  const twice = GOOD.replace("    expect:", "      - { input: shop/orders, rows: [] }\n    expect:");
  const two = GOOD + GOOD.replace("unit_tests:\n", "");
  expect([await problems(twice), await problems(two)]).toEqual([
    ['8: shop/orders is given twice in one step; put the rows together, or give each a "file" of its own.'],
    ['11: "orders stand" is the name of two tests; rename one.'],
  ]);
});
