import { readFileSync } from "node:fs";
import jsonata from "jsonata";
import { shellQuoted } from "../../functions/core/commands";
import { describeFailure } from "../../functions/core/run/failure";

const LONG = "x".repeat(2000);
const LOAD = { key: "shop/orders/a.csv", table: "shop/orders", batch_date: "2026-03-01", load_id: "l" };

interface State {
  Catch: { Assign: Record<string, string>; Output: string }[];
  ItemProcessor: { States: Record<string, State> };
}

/** What a Catch makes of an error; a field that is undefined fails the state on AWS. */
const evaluate = (expression: string, Cause?: unknown) =>
  jsonata(expression.replace(/^{% | %}$/g, "")).evaluate(
    {},
    {
      room: 400,
      states: { input: { load: LOAD }, errorOutput: { Error: "States.TaskFailed", ...(Cause ? { Cause } : {}) } },
    },
  );

/** The Catch of a state, which may be within Maps: the way to it leads through them. */
const caught = (machine: string, ...path: string[]) => {
  const state = path.reduce(({ ItemProcessor: { States } }, id) => States[id] as State, {
    ItemProcessor: { States: JSON.parse(readFileSync(`statemachines/${machine}.asl.json`, "utf8")).States },
  } as State);
  return state.Catch[0] as State["Catch"][0];
};

describe("a failed file of a run", () => {
  const told = async (cause?: string) => {
    const result = await evaluate(caught("pipeline", "Load tables", "Load files", "Load file").Output, cause);
    expect(result).toMatchObject({ ...LOAD, error: expect.any(String), error_message: expect.any(String) });
    expect(result.error_message.length).toBeLessThan(410);
    return describeFailure({ Error: result.error, Cause: result.error_message });
  };
  const input = JSON.stringify({ load: LOAD });
  const sentence = 'line 3: found "a"\\b.';

  it.each([
    ["AWS", JSON.stringify({ Cause: sentence, Error: "FileRejectedError", ExecutionArn: "a", Input: input })],
    [
      "the local AWS",
      `{"Input": ${JSON.stringify(input)}, "Error": "FileRejectedError", "Cause": ${JSON.stringify(sentence)}}`,
    ],
    ["AWS, cut off", JSON.stringify({ Cause: sentence, Error: "FileRejectedError", Input: input }).slice(0, -9)],
  ])("is told as %s tells it", async (_title, cause) =>
    expect(await told(cause)).toEqual({ error: "FileRejectedError", error_message: sentence }),
  );

  it("is told by the beginning of a long sentence", async () => {
    const failure = await told(JSON.stringify({ Cause: `é${LONG}`, Error: "FileRejectedError" }));
    expect(failure).toEqual({ error: "FileRejectedError", error_message: expect.stringMatching(/^éx{380,}$/) });
  });

  it.each([
    ["a sentence", "It said Error.", "It said Error."],
    ["a half", '{"half', '{"half'],
    ["nothing", undefined, "No cause was given."],
  ])("is told when its Cause is %s", async (_title, cause, error_message) =>
    expect(await told(cause)).toEqual({ error: "States.TaskFailed", error_message }),
  );
});

it.each(["load_file", "pipeline"])("%s parses no Cause, since one that was cut off would fail the Catch", (name) => {
  expect(readFileSync(`statemachines/${name}.asl.json`, "utf8")).not.toContain("$parse(");
});

describe("the command that loads a file again", () => {
  const { Assign } = JSON.parse(readFileSync("statemachines/load_file.asl.json", "utf8")).States["Begin load"];
  it.each(["shop/orders/a.csv", 'shop/orders/it\'s "this" $1.csv'])("is ready to be copied for %s", async (key) => {
    const command = await jsonata(Assign.retry.replace(/^{% | %}$/g, "")).evaluate(
      {},
      { states: { input: { load: { key } } } },
    );
    expect(command).toBe(`sluice run ${shellQuoted(JSON.stringify({ key }))}`);
  });
});
