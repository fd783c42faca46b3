import type { RowSchema, TableDefinition } from "../../../functions/core/documents";
import { validate } from "../../../functions/core/validation";
import { CSV, JSONL, pieces, table } from "./helpers";

const schema = (format: string): RowSchema => ({
  type: "object",
  properties: { id: { type: "integer" }, at: { type: "string", format } },
  required: ["id", "at"],
});
const ahead = async (text: string, definition: TableDefinition) => {
  const verdict = await validate(pieces(text), definition, { lastDay: "2026-03-03" });
  if (!verdict.accepted) throw new Error(verdict.reason);
  return verdict.ahead;
};
const changes = (format: string, fields = {}) => {
  const { columns, ...rest } = table(CSV, schema(format), { sequence_by: "at", ...fields });
  const type = format === "date" ? "date" : "timestamp";
  return { ...rest, columns: columns.map((each) => (each.name === "at" ? { ...each, type } : each)) };
};

describe("a sequence_by of a later day than it may be", () => {
  it.each([
    ["date", ["2026-03-03", "2026-03-04", "2042-01-01"], { rows: 2, line: 3, found: "2026-03-04" }],
    ["date", ["2026-03-03", "0001-01-01"], undefined],
    ["date-time", ["2026-03-03T23:59:59.999Z", "2026-03-03 23:59:59", "2026-03-04T01:00:00+02:00"], undefined],
    ["date-time", ["2026-03-04T00:00:00"], { rows: 1, line: 2, found: "2026-03-04T00:00:00" }],
    [
      "date-time",
      ["2026-03-04 03:00:00.123456+02:00"],
      { rows: 1, line: 2, found: "2026-03-04 03:00:00.123456+02:00" },
    ],
  ])("is found in a csv of %s %j", async (format, moments, expected) => {
    const lines = moments.map((at, row) => `${row},${at}`);
    expect(await ahead(["id,at", ...lines].join("\n"), changes(format))).toEqual(expected);
  });

  it("is found in other formats", async () => {
    const lines = ["2026-03-01", "2042-01-04"].map((at, id) => JSON.stringify({ id, at })).join("\n");
    const jsonl = table(JSONL, schema("date"), { sequence_by: "at" });
    expect(await ahead(lines, jsonl)).toEqual({ rows: 1, line: 2, found: "2042-01-04" });
  });

  it("is nothing to a table without one, or with one that counts", async () => {
    expect(await ahead("id,at\n1,2042-01-04\n", changes("date", { sequence_by: null }))).toBeUndefined();
    expect(await ahead("id,at\n99999999,2026-01-04\n", changes("date", { sequence_by: "id" }))).toBeUndefined();
  });
});
