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
    expect(result).toMatchObject({ load_id: "l", error: expect.any(String), error_message: expect.any(String) });
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

describe("what a run passes on", () => {
  const {
    "Plan run": plan,
    "Load tables": tables,
    "Build marts": marts,
  } = JSON.parse(readFileSync("statemachines/pipeline.asl.json", "utf8")).States;
  const file = tables.ItemProcessor.States["Load files"].ItemProcessor.States["Load file"];
  const value = (expression: string, variables: object) =>
    jsonata(expression.replace(/^{% | %}$/g, "")).evaluate({}, variables);
  const ofPlan = (count: number) => value(plan.Assign.room, { states: { result: { Payload: plannedFiles(count) } } });
  const plannedFiles = (count: number) => ({
    tables: [
      { table: "a", files: [] },
      { table: "b", files: Array(count).fill({}) },
    ],
  });

  it("of a failed file is short where many may fail: 344 of them fit in a state", async () => {
    expect([await ofPlan(0), await ofPlan(1), await ofPlan(125), await ofPlan(344)]).toEqual([400, 400, 400, 145]);
    const cause = JSON.stringify({ Cause: "€".repeat(2000), Error: "FileRejectedError" });
    const states = {
      input: { load: { ...LOAD, load_id: "0".repeat(32) } },
      errorOutput: { Error: "States.TaskFailed", Cause: cause },
    };
    const failed = await value(file.Catch[0].Output, { room: 145, states });
    expect(344 * Buffer.byteLength(JSON.stringify(failed))).toBeLessThan(262_144);
  });

  it("of a file that is loaded is not what the ledger has", async () => {
    const told = { load_id: "l", status: "LOADED", message: null };
    const Output = { ...told, key: "k".repeat(1000), rows_quarantined: 3, deletes_suspended: { reason: LONG } };
    expect(await value(file.Output, { states: { result: { Output } } })).toEqual(told);
    const gone = { ...Output, status: "WITHDRAWN" };
    expect(await value(file.Output, { states: { result: { Output: gone } } })).toEqual(gone);
  });

  it("of a mart that failed for many dates is short, too", async () => {
    const variables = { build_failure: { Error: "E", Cause: LONG }, results: [], built: [] };
    const note = marts.ItemProcessor.States["Note failed mart"].Output;
    const noted = async (count: number) => {
      const asked = Array.from({ length: count }, (_, day) => `${2000 + day}-01-01`);
      return (await value(note, { ...variables, build: { mart: "m", asked, batch_dates: [] } })).results;
    };
    expect((await noted(10))[9].error_message).toHaveLength(400);
    expect((await noted(50))[49].error_message).toHaveLength(80);
    expect(Buffer.byteLength(JSON.stringify(await noted(1000)))).toBeLessThan(150_000);
  });
});

it.each(["load_file", "pipeline", "pull_table"])(
  "%s parses no Cause, since one that was cut off would fail the Catch",
  (name) => {
    expect(readFileSync(`statemachines/${name}.asl.json`, "utf8")).not.toContain("$parse(");
  },
);

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
