import jsonata from "jsonata";
import { definition } from "./machines";

const { "Anything to warn of?": warned, "Publish warnings": publishWarnings } = JSON.parse(
  definition("pipeline"),
).States;
const { "Anything to tell?": choice, "Publish load": publish } = JSON.parse(definition("load_file")).States;
const LOAD = { key: "shop/orders/a.csv", table: "shop/orders", batch_date: "2026-03-01", load_id: "l" };
const LOADED = {
  status: "LOADED",
  crawl: false,
  message: null,
  rows_read: 3,
  rows_quarantined: 0,
  invalid_rows: null,
  unknown_keys: 0,
  deletes_suspended: null,
  ties: null,
};
const TIES = { keys: 1, shown: ["id=1, at=2026-03-01 12:00:00"], sequence_by: "at" };

const evaluate = (expression: string, input: object) =>
  jsonata(expression.replace(/^{% | %}$/g, "")).evaluate({}, { states: { input }, load: LOAD, run_id: "r" });

describe("a load that is LOADED tells the topic", () => {
  it.each([
    ["nothing, without anything to tell", {}, false],
    ["of rows that are set aside", { rows_quarantined: 1 }, true],
    ["of changes that only the arrival of their files orders", { ties: TIES }, true],
  ])("%s", async (_title, told, expected) =>
    expect(await evaluate(choice.Choices[0].Condition, { ...LOADED, ...told })).toBe(expected),
  );

  it.each([
    ["rows", { rows_quarantined: 1, ties: TIES }, "Sluice set rows aside: shop/orders 2026-03-01"],
    ["ties", { ties: TIES }, "Sluice found tied changes: shop/orders 2026-03-01"],
  ])("what the staging report says, under the subject of its %s", async (_title, told, subject) => {
    const { status, crawl, message, ...report } = { ...LOADED, ...told };
    expect(await evaluate(publish.Arguments.Subject, { ...LOADED, ...told })).toBe(subject);
    const text = await evaluate(publish.Arguments.Message, { ...LOADED, ...told });
    expect(JSON.parse(text)).toEqual({ run_id: "r", load: LOAD, ...report });
  });
});

describe("a run whose marts are published with warnings tells the topic", () => {
  const marts = [
    { mart: "fact_sales", batch_date: "2026-03-01", warnings: ["a"] },
    { mart: "fact_sales", batch_date: "2026-03-02", warnings: ["b"] },
    { mart: "dim_date", batch_date: "2026-03-02" },
  ];
  const ofRun = (expression: string, warnings: string[]) =>
    jsonata(expression.replace(/^{% | %}$/g, "")).evaluate(
      {},
      { states: { input: { warnings } }, run: { run_id: "r" }, marts },
    );

  it("only where there are any", async () => {
    expect(await ofRun(warned.Choices[0].Condition, [])).toBe(false);
    expect(await ofRun(warned.Choices[0].Condition, ["a"])).toBe(true);
  });

  it("names the marts in the subject, and says all of them", async () => {
    expect(await ofRun(publishWarnings.Arguments.Subject, ["a", "b"])).toBe(
      "Sluice published marts with warnings: fact_sales",
    );
    const message = await ofRun(publishWarnings.Arguments.Message, ["a", "b"]);
    expect(JSON.parse(message)).toEqual({ run_id: "r", warnings: ["a", "b"] });
  });
});
