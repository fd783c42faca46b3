const asked: object[] = [];
let answer: object = { unavailable: null, findings: [] };
let stamps: Record<string, string> = {};
jest.mock("../../../functions/cli/workbench/python", () => ({
  async *askWorkbench(_: string, request: { marts: string[] }) {
    asked.push(request.marts);
    yield answer;
  },
}));
jest.mock("../../../functions/cli/workbench/stamps", () => ({
  ...jest.requireActual("../../../functions/cli/workbench/stamps"),
  readStamps: () => stamps,
  writeStamps: (written: Record<string, string>) => {
    stamps = written;
  },
}));

import { analyseMarts } from "../../../functions/cli/workbench/analysis";
import { martHashes } from "../../../functions/cli/workbench/stamps";
import { compile, MART, SQL } from "../../core/definitions/helpers";

const ON_M = [{ ...MART, inputs: [{ name: "mart.m", cadence: "daily" }] }, "select * from mart.m"] as [object, string];
const project = (sql = SQL) => compile({ marts: { m: [MART, sql], other: [MART, SQL], totals: ON_M as never } });
const FILES = [{ path: "glue/marts/m/mart.sql", text: SQL }];

beforeEach(() => {
  asked.length = 0;
  stamps = {};
  answer = { unavailable: null, findings: [] };
});

test("Spark is asked about a mart once, until it or what it reads changes", async () => {
  for (const definitions of [project(), project(), project(`${SQL}where order_id > 1`)])
    expect(await analyseMarts(definitions, FILES)).toEqual({ problems: [], skipped: null });
  expect(asked).toEqual([
    ["m", "other", "totals"],
    ["m", "totals"],
  ]);
});

test("what is wrong is told with its file and line, every time", async () => {
  answer = { unavailable: null, findings: [{ mart: "m", pointer: null, line: 2, sentence: "wrong." }] };
  const problem = { path: "glue/marts/m/mart.sql", line: 2, sentence: "wrong." };
  for (let time = 0; time < 2; time += 1)
    expect(await analyseMarts(project(), FILES)).toEqual({ problems: [problem], skipped: null });
  expect(asked).toHaveLength(2);
});

test("where Spark does not start, nothing is taken for right", async () => {
  answer = { unavailable: "Spark did not start (no Java).", findings: [] };
  expect((await analyseMarts(project(), FILES)).skipped).toBe(
    "The SQL of marts was not analysed: Spark did not start (no Java). It takes Java 17.",
  );
  expect(stamps).toEqual({});
});

test("a table that no mart reads does not count", () => {
  const more = {
    "schemas/shop/people/table.json": { ...MART_TABLE },
    "schemas/shop/people/row.schema.json": {
      type: "object",
      required: ["id"],
      properties: { id: { type: "integer" } },
    },
  };
  expect(martHashes(compile({ marts: { m: [MART, SQL] }, more }))).toEqual(
    martHashes(compile({ marts: { m: [MART, SQL] } })),
  );
});

const MART_TABLE = {
  description: "People",
  grain: "one row per person",
  format: { type: "csv" },
  feed: "snapshot",
  natural_key: ["id"],
};
