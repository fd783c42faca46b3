import { stripVTControlCharacters } from "node:util";
import { ROOT } from "../../../functions/cli/paths";
import type { TestPlan } from "../../../functions/core/documents";
import { inProcess } from "../in-process";

let failing: object | null = null;
jest.mock("../../../functions/cli/workbench/python", () => ({
  async *askWorkbench(_: string, { tests }: TestPlan) {
    for (const at of tests.keys()) yield { test: at, seconds: 1.25, failure: at === 0 ? failing : null };
  },
}));

async function testMart(...args: string[]) {
  const { code, stdout, stderr } = await inProcess(["test-mart", ...args], ROOT);
  return { code, stdout: stripVTControlCharacters(stdout), stderr: stripVTControlCharacters(stderr) };
}

test("each test of a mart has its line, and the number of those that passed is the last", async () => {
  failing = null;
  const { code, stdout } = await testMart("customers_current");
  expect([code, stdout]).toEqual([
    0,
    `customers_current
  ✔ who left is gone, and a late day tells since when a change is known (1.3 s)
  ✔ a customer without a name is not published (1.3 s)
2 passed, 0 failed
`,
  ]);
});

test("a test that fails is told by file, line and step, with the rows that differ", async () => {
  const lines = [
    { sign: "-", values: ["2", "SE"] },
    { sign: "+", values: ["2", "DE"] },
  ];
  const sentence = "0 rows are as expected, 1 missing, 1 not expected";
  failing = { step: 1, sentence, difference: { columns: ["customer_id", "country"], lines, equal: 0 } };
  const { code, stdout } = await testMart("customers_current");
  expect([code, stdout]).toEqual([
    1,
    `customers_current
  ✖ who left is gone, and a late day tells since when a change is known (1.3 s)
    glue/marts/customers_current/tests/customers.yml:21: step 2, 2026-03-03: 0 rows are as expected, 1 missing, 1 not expected
       customer_id  country
    -  2            SE
    +  2            DE
  ✔ a customer without a name is not published (1.3 s)
1 passed, 1 failed
`,
  ]);
});

test("an unknown mart is told with those that there are", async () => {
  const { code, stdout, stderr } = await testMart("customer_current");
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(
    /^✖ There is no mart customer_current, expected one of .*customers_current.*\. Did you mean "customers_current"\?\n$/,
  );
});
