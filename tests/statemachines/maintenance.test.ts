import jsonata from "jsonata";
import { machine } from "./machines";

const { States } = machine("maintain_tables");
// biome-ignore lint/suspicious/noExplicitAny: whatever fields the states have
const state = (id: string) => States[id] as any;
const value = (expression: string, variables: object) =>
  jsonata(expression.replace(/^{% | %}$/g, "")).evaluate({}, variables);

describe("the maintenance of tables", () => {
  it.each([
    ["everything", {}, "[]", "[]"],
    ["one table", { tables: ["shop/orders"], marts: [] }, '["shop/orders"]', "[]"],
    ["some marts", { marts: ["fact_sales", "dim_date"] }, "[]", '["fact_sales","dim_date"]'],
  ])("of %s", async (_title, input, tables, marts) => {
    const { Assign } = state("Begin maintenance");
    const given = { tables: await value(Assign.tables, { states: { input } }) };
    const asked = { ...given, marts: await value(Assign.marts, { states: { input } }) };
    const { Arguments } = state("Maintain tables").Arguments;
    expect(await value(Arguments["--tables"], asked)).toBe(tables);
    expect(await value(Arguments["--marts"], asked)).toBe(marts);
  });

  it("tells the topic its name, why it failed, and when it began", async () => {
    const maintenance = { maintenance_id: "m", started_at: "2026-03-01T03:00:00Z" };
    const failure = { Error: "States.TaskFailed", Cause: '{"ErrorMessage": "MaintenanceError: 1 of 7"}' };
    const told = { ...maintenance, error: failure.Error, error_message: failure.Cause };
    const message = await value(state("Publish failure").Arguments.Message, { maintenance, failure });
    expect(JSON.parse(message)).toEqual(told);
  });

  it.each([
    ["what is said", { Error: "E", Cause: "said" }, "said"],
    ["that nothing was said", { Error: "E" }, "No cause was given."],
  ])("ends with %s", async (_title, failure, expected) =>
    expect(await value(state("Maintenance failed").Cause, { failure })).toBe(expected),
  );
});
