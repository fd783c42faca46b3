import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import Papa from "papaparse";
import { sweep } from "../sweep";
import type { Deployment } from "./support/deployment";
import { loadSamples, samples } from "./support/samples";
import { sharedDeployment } from "./support/shared";

jest.setTimeout(1_800_000);

const MART = "customers_current";
const [BEFORE, LAST] = ["2026-03-04", "2026-03-05"];
const SQL = `select count(*), count(distinct customer_id), count(email), max(customer_id) from mart.${MART}`;
/** Half of them rollbacks, half of them builds; the last is a build. */
const { numRuns } = sweep(4, 100);

/** The answer to SQL while the snapshot of that day is served. */
function answerOf(day: string): string {
  const file = samples().find(({ key }) => key.startsWith(`shop/customers/dt=${day}/`));
  const text = gunzipSync(readFileSync(file?.path as string)).toString();
  const { data } = Papa.parse<{ customer_id: string; email: string }>(text, { header: true, skipEmptyLines: true });
  const ids = data.map(({ customer_id }) => customer_id).sort((left, right) => Number(left) - Number(right));
  return String([data.length, new Set(ids).size, data.filter(({ email }) => email !== "").length, ids.at(-1)]);
}

describe("a reader of a mart", () => {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await sharedDeployment();
    await loadSamples(deployment);
  });

  const ask = async () => String((await deployment.query(SQL)).rows[0]);
  const told = async (...command: string[]) => (await deployment.sluice(...command)).stdout;

  test("that asks without pause while it is built and rolled back sees one state or the other, never a mixed one", async () => {
    const answers = new Map<string, number>();
    let isOver = false;
    const reading = (async () => {
      while (!isOver) {
        const answer = await ask();
        answers.set(answer, (answers.get(answer) ?? 0) + 1);
      }
    })();
    const runs: string[] = [];
    try {
      for (let at = 0; at < numRuns; at += 1) {
        const input = at % 2 === 0 ? { rollback: MART } : { marts: [MART], batch_date: LAST };
        runs.push((await deployment.startPipeline(input)).status);
      }
    } finally {
      isOver = true;
      await reading;
    }
    expect(runs.filter((status) => status !== "SUCCEEDED")).toEqual([]);
    expect([...answers.keys()].sort()).toEqual([answerOf(BEFORE), answerOf(LAST)].sort());
    expect([...answers.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(numRuns);
  });

  test("is told what a build changed, what a rollback serves, and how to go on", async () => {
    expect(await told("diff", MART)).toMatch(
      new RegExp(`^${MART} of ${LAST} against ${BEFORE}: \\d+ rows? added, \\d+ gone, \\d+ changed, `),
    );
    expect(await told("rollback", MART)).toContain(`${BEFORE} is served in place of ${LAST}: `);
    expect(await ask()).toBe(answerOf(BEFORE));
    const why = await told("why", MART);
    expect(why).toContain(`${MART} is rolled back from ${LAST}. It serves ${BEFORE}.`);
    expect(why).toContain(`To serve that again as it was: sluice rollback ${MART} --to ${LAST}`);
    expect(await told("rollback", MART, "--to", LAST)).toContain(`${LAST} is served in place of ${BEFORE}: `);
    expect(await ask()).toBe(answerOf(LAST));
  });
});
