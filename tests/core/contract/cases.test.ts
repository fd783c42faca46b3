import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Problem, TableDefinition } from "../../../functions/core/documents";
import { validate } from "../../../functions/core/validation";
import { breaches, compileGroups, fileOf, readGroups } from "../../contract/cases";
import { pieces } from "../validation/helpers";

/** The tables as the Spark side reads them; `CONTRACT_DEFINITIONS=write` writes them anew. */
const COMPILED = join(__dirname, "../../contract/definitions.json");

const groups = readGroups();
const definitions = compileGroups(groups);
const rows = [...groups.values()].flatMap((group) => group.rows);
if (process.env.CONTRACT_DEFINITIONS === "write") writeFileSync(COMPILED, oneTableALine());

function oneTableALine(): string {
  const tables = Object.entries(definitions.tables).map(
    ([id, table]) => `${JSON.stringify(id)}: ${JSON.stringify(table)}`,
  );
  return `{ "connections": {}, "contract": ${JSON.stringify(definitions.contract)}, "marts": {}, "tables": {\n${tables.join(",\n")}\n} }\n`;
}

/** Problems by the row of the group that they are about. */
async function problemsOf(text: string, table: TableDefinition, lines: readonly number[]): Promise<Problem[][]> {
  const verdict = await validate(pieces(text), table, { limits: { problems: 1_000 } });
  if (!verdict.accepted) throw new Error(verdict.reason);
  const found: Problem[][] = lines.map(() => []);
  for (const problem of verdict.invalid?.problems ?? []) {
    const at = lines.findLastIndex((line) => line <= (problem.line ?? 0));
    (found[at] as Problem[]).push(problem);
  }
  return found;
}

describe.each([...groups])("the contract's cases: %s", (id, group) => {
  const table = definitions.tables[id] as TableDefinition;
  const { text, lines } = fileOf(group, table);
  let found: Problem[][];
  beforeAll(async () => {
    found = await problemsOf(text, table, lines);
  });

  test.each(group.rows.map((row, at) => ({ ...row, at })))(`${group.title}: $case`, ({ at, verdict }) => {
    expect(breaches(found[at] as Problem[])).toEqual(breaches(verdict));
  });
});

test("there are cases enough, good and bad, and none twice", () => {
  const titles = [...groups.values()].flatMap(({ title, rows }) => rows.map((row) => `${title}: ${row.case}`));
  expect(rows.length).toBeGreaterThanOrEqual(150);
  expect(rows.filter(({ verdict }) => verdict !== "valid").length).toBeGreaterThanOrEqual(60);
  expect(new Set(titles).size).toBe(titles.length);
});

test("the tables that the Spark side reads are compiled from the same cases", () => {
  expect(JSON.parse(readFileSync(COMPILED, "utf-8"))).toEqual(definitions);
});
