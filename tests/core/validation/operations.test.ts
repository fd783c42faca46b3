import { compileDefinitions } from "../../../functions/core/definitions/compile";
import type { TableDefinition } from "../../../functions/core/documents";
import { outcome, verdictOf } from "./helpers";

const INTEGER = { type: "integer" };
const POLICY = { description: "Accounts", grain: "one row per account", feed: "changes", natural_key: ["id"] };

function compiled(policy: Record<string, unknown>, properties: Record<string, unknown>, required = ["id"]) {
  const row = { type: "object", properties: { id: INTEGER, ...properties }, required };
  const text = JSON.stringify({ ...POLICY, ...policy });
  const files = [
    { path: "schemas/bank/accounts/table.json", text },
    { path: "schemas/bank/accounts/row.schema.json", text: JSON.stringify(row) },
  ];
  return compileDefinitions(files).tables["bank/accounts"] as TableDefinition;
}

describe("a full load of DMS, which has no operations,", () => {
  const dms = (operation: Record<string, unknown>) =>
    compiled(
      { format: { type: "csv" }, sequence_by: "ts", operation: { preset: "dms", ...operation } },
      { Op: { type: "string" }, ts: { type: "string", format: "date-time" } },
      ["id", "ts"],
    );
  const FULL = "id,ts\n1,2024-05-01 00:00:00.000000\n2,2024-05-01 00:00:00.000000\n";

  test("is accepted with a default", async () => {
    expect(await outcome(FULL, dms({ default: "insert" }))).toBe("accepted 2 rows");
  });

  test("is refused in one sentence without", async () => {
    expect(await outcome(FULL, dms({}))).toEqual([
      "line 1, column Op: expected this column in the header (or declare what none means: operation.default in table.json), found no such column",
    ]);
  });

  test("an operation that is not listed, or missing, names its line and the remedy", async () => {
    expect(await outcome("Op,id,ts\nR,1,2024-05-01 00:00:00\n,2,2024-05-01 00:00:00\n", dms({}))).toEqual([
      'line 2, column Op: expected one of "I", "U", "D" (operation in table.json says what each value means), found "R"',
      "line 3, column Op: expected a value (or declare what none means: operation.default in table.json), found an empty field",
    ]);
  });
});

describe("an envelope", () => {
  const table = compiled(
    { format: { type: "jsonl" }, sequence_by: "__ts_ms", operation: { preset: "debezium" } },
    { name: { type: "string" }, __op: { type: "string" }, __ts_ms: INTEGER },
    ["id", "__ts_ms"],
  );
  const line = (op: string, before: object | null, after: object | null) =>
    `${JSON.stringify({ before, after, op, ts_ms: 5, source: { db: "x" } })}\n`;
  const rowsOf = async (text: string) => {
    const rows: unknown[] = [];
    const verdict = await verdictOf(text, table, { onRow: (row) => rows.push(row) });
    return { rows: rows.slice(0, rows.length / 2), verdict }; // verdictOf reads twice
  };

  test("whose update changes the key is a delete and an insert", async () => {
    const [ada, ida] = [
      { id: 1, name: "Ada" },
      { id: 2, name: "Ida" },
    ];
    const { rows, verdict } = await rowsOf(line("c", null, ada) + line("u", ada, ida) + line("u", { id: null }, ida));
    expect(rows).toEqual([
      { ...ada, __op: "c", __ts_ms: 5 },
      { ...ada, __op: "d", __ts_ms: 5 },
      { ...ida, __op: "c", __ts_ms: 5 },
      { ...ida, __op: "u", __ts_ms: 5 },
    ]);
    expect(verdict).toMatchObject({ accepted: true, facts: { rows: 4, header: ["__op", "__ts_ms", "id", "name"] } });
  });

  test("compares keys with all their digits", async () => {
    const exact = (id: string, op: string, before: string) =>
      `{"before":${before},"after":{"id":${id}},"op":"${op}","ts_ms":5}\n`;
    const { rows } = await rowsOf(
      exact("9007199254740993", "u", '{"id":9007199254740992}') +
        exact("9007199254740993", "u", '{"id":9007199254740993}'),
    );
    expect(rows).toHaveLength(3);
  });

  test("without its row names what it lacks", async () => {
    expect(await outcome(line("t", null, null) + line("d", null, { id: 1 }), table)).toEqual([
      "line 1, column after: expected the row, an object, found null",
      "line 2, column before: expected the row, an object, found null",
    ]);
  });
});
