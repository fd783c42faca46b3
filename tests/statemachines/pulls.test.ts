import jsonata from "jsonata";
import { machine } from "./machines";

const { States } = machine("pull_table");
// biome-ignore lint/suspicious/noExplicitAny: whatever fields the states have
const state = (id: string) => States[id] as any;
const value = (expression: string, variables: object) =>
  jsonata(expression.replace(/^{% | %}$/g, "")).evaluate({}, variables);

describe("a pull that fails", () => {
  it("waits one minute, then four, before its job runs again", async () => {
    const { Seconds } = state("Wait for database");
    expect([await value(Seconds, { attempts: 1 }), await value(Seconds, { attempts: 2 })]).toEqual([60, 240]);
  });

  it("tells the topic its name, why, and when it began", async () => {
    const pull = { pull_id: "p", started_at: "2026-03-01T06:00:00Z" };
    const failure = { Error: "LoginRefusedError", Cause: 'shop/orders: PostgreSQL said: "no".' };
    const { Subject, Message } = state("Publish failure").Arguments;
    expect(await value(Subject, { failure })).toBe("Sluice pull failed: LoginRefusedError");
    const told = { ...pull, error: failure.Error, error_message: failure.Cause };
    expect(JSON.parse(await value(Message, { pull, failure }))).toEqual(told);
  });

  it.each([
    ["what is said", { Error: "E", Cause: "said" }, "said"],
    ["that nothing was said", { Error: "E" }, "No cause was given."],
  ])("ends with %s", async (_title, failure, expected) =>
    expect(await value(state("Pull failed").Cause, { failure })).toBe(expected),
  );
});
