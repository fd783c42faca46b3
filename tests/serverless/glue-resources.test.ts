import { consumerResources } from "../../functions/core/consumers";
import { namesOf } from "../../functions/core/names";
import { mart, table } from "../core/fan-in/factory";

const { glueResources } = require("../../glue/resources.cjs");
const { zipLibrary } = require("../../glue/assets.cjs");

const asset = { key: "assets/0/x" };
const assets = { staging: asset, mart: asset, maintenance: asset, library: asset, definitions: asset };
const names = namesOf({ service: "sluice", stage: "dev", region: "eu-west-1", account: "1" });
const deployment = { stage: "dev", principal: "", columns: {} };
const settings = {
  glueVersion: "5.0",
  workerType: "G.1X",
  workers: 2,
  timeoutMinutes: 60,
  keepDays: 7,
  martStates: 400,
};
const tables = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => {
      const each = table(`shop/t${index}`, { description: "a table", format: { type: "jsonl", encoding: "utf-8" } });
      return [each.id, each];
    }),
  );
const resources = (count: number, marts = {}, others = {}) =>
  glueResources(
    { tables: tables(count), marts },
    { ...deployment, names, settings: { ...settings, ...others }, assets, consumers: consumerResources },
  );

describe("Glue resources", () => {
  it("are a job, a crawler and a classifier for each table, and a job and a query for each mart", () => {
    const before = Object.keys(resources(1)).length;
    expect(Object.keys(resources(2)).length).toBe(before + 3);
    const more = resources(1, { fact_sales: mart("fact_sales", 0) });
    expect(Object.keys(more).length).toBe(before + 2);
    expect(more.QueryNewestfactUsales).toMatchObject({
      Type: "AWS::Athena::NamedQuery",
      Properties: { Name: "fact_sales: newest rows", WorkGroup: { Ref: "WorkGroup" } },
    });
  });

  it("run on the Glue version of the stage", () => {
    const { StagingJobshopUt0 } = resources(1);
    expect(StagingJobshopUt0.Properties.GlueVersion).toBe("5.0");
  });

  it("stop short of what a stack can hold, with a sentence", () => {
    expect(() => resources(150)).toThrow(
      /^150 tables and 0 marts need \d+ CloudFormation resources, and Sluice stops at 480 because a stack holds 500; move some sources to a second clone/,
    );
  });

  it("keep what a job under way may have written, and the state that a mart serves", () => {
    const { MaintenanceJob } = resources(1);
    expect(MaintenanceJob.Properties.DefaultArguments).toMatchObject({ "--keep_days": "7", "--mart_states": "400" });
    expect(() => resources(1, {}, { keepDays: 0, timeoutMinutes: 120 })).toThrow(
      "serverless.yml: keep_days is 0, expected more days than the 120 minutes that a job may run (glue_timeout_minutes), since maintenance removes files that old which no table knows. Give it more.",
    );
    expect(() => resources(1, {}, { martStates: 0 })).toThrow(
      "serverless.yml: mart_states is 0, expected at least 1: a mart keeps the states of so many batch dates. Give it more.",
    );
  });

  it("end before the state that waits for them", () => {
    expect(() => resources(1, {}, { timeoutMinutes: 590 })).not.toThrow();
    for (const timeoutMinutes of [591, 0, Number.NaN])
      expect(() => resources(1, {}, { timeoutMinutes })).toThrow(
        `serverless.yml: glue_timeout_minutes is ${timeoutMinutes}, expected 1 to 590: the state that waits for a job run ends after 600 minutes.`,
      );
  });

  it("get the library as the package etl, the same bytes every time", () => {
    const zip = zipLibrary("glue/etl") as Buffer;
    expect(zip.equals(zipLibrary("glue/etl"))).toBe(true);
    expect(zip.toString("latin1")).toContain("etl/__init__.py");
    expect(zip.toString("latin1")).not.toContain("__pycache__");
  });
});
