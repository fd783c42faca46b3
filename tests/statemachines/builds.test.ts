import jsonata from "jsonata";
import { DATES_A_JOB_RUN, LOOKS } from "../../functions/core/fan-in";
import { definition } from "./machines";

const { "Build marts": build } = JSON.parse(definition("pipeline")).States;
const states = build.ItemProcessor.States;

const evaluate = (expression: string, variables: object) =>
  jsonata(expression.replace(/^{% | %}$/g, "")).evaluate({}, variables);
const built = (batch_date: string) => ({ mart: "sales", batch_date, status: "BUILT" });
const [FIRST, SECOND] = ["2026-03-01", "2026-03-02"];

describe("Build marts adds up what became of its marts", () => {
  it.each([
    ["no result", [{ results: [], built: [] }], []],
    ["one result", [{ results: [built(FIRST)], built: [] }], [built(FIRST)]],
    [
      "results of several marts",
      [
        { results: [built(FIRST), built(SECOND)], built: [] },
        { results: [], built: [] },
        { results: [built(FIRST)], built: [] },
      ],
      [built(FIRST), built(SECOND), built(FIRST)],
    ],
  ])("%s", async (_title, result, expected) => {
    const marts = await evaluate(build.Assign.marts, { marts: [], states: { result } });
    expect(JSON.parse(JSON.stringify(marts))).toEqual(expected);
    const more = await evaluate(build.Assign.marts, { marts: [built(SECOND)], states: { result } });
    expect(JSON.parse(JSON.stringify(more))).toEqual([built(SECOND), ...expected]);
  });
});

describe("whose turn it is", () => {
  const turn = async (batch_dates: string[], asked: string[]) => {
    for (const { Condition, Next } of states["Whose turn?"].Choices)
      if (await evaluate(Condition, { build: { batch_dates, asked } })) return Next;
    return states["Whose turn?"].Default;
  };
  it.each([
    [[FIRST], [FIRST], "Build mart"],
    [[FIRST], [], "Build mart"],
    [[], [FIRST], "Wait for turn"],
    [[], [], "End build"],
  ])("with %j taken and %j asked for: %s", async (taken, asked, next) => expect(await turn(taken, asked)).toBe(next));
});

it("a mart waits for its turn most of a day, within the limits of an execution", async () => {
  const seconds: number[] = [];
  for (let looks = 0; looks < LOOKS; looks += 1)
    seconds.push(await evaluate(states["Wait for turn"].Seconds, { looks }));
  expect(seconds.slice(0, 6)).toEqual([2, 2, 3, 4, 5, 7]);
  expect(seconds.every(Number.isInteger)).toBe(true);
  expect(Math.max(...seconds)).toBe(300);
  expect(seconds.reduce((sum, each) => sum + each, 0)).toBeGreaterThan(18 * 3600);
  // A look is some ten events, ten marts wait side by side at most, and Step Functions keeps 25,000.
  expect(10 * LOOKS * (10 - 1)).toBeLessThan(25_000);
});

it("a mart whose outcome cannot be recorded fails for the dates that this run has asked for", async () => {
  const failed = (batch_date: string) => {
    return { mart: "sales", batch_date, status: "FAILED", error: "RunReportError", error_message: "why" };
  };
  const note = async (asked: string[]) => {
    const variables = { build_failure: { Error: "RunReportError", Cause: "why" }, results: [built(FIRST)], built: [] };
    const output = await evaluate(states["Note failed mart"].Output, {
      ...variables,
      build: { mart: "sales", asked, batch_dates: [SECOND] },
    });
    return JSON.parse(JSON.stringify(output));
  };
  expect(await note([FIRST, SECOND])).toEqual({ results: [built(FIRST), failed(FIRST), failed(SECOND)], built: [] });
  expect(await note([])).toEqual({ results: [built(FIRST), failed(SECOND)], built: [] });
});

it("a transaction of the ledger holds the dates of a job run", () => {
  expect(2 * DATES_A_JOB_RUN + 1).toBeLessThanOrEqual(100);
});
