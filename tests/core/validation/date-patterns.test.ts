import { compileDatePattern } from "../../../functions/core/definitions/date-patterns";
import type { Format, TableDefinition } from "../../../functions/core/documents";
import { validate } from "../../../functions/core/validation";
import { CSV, JSON_ARRAY, JSONL, ORDER, outcome, pieces, table, verdictOf, XML } from "./helpers";

/** Orders whose day is written dd.MM.yyyy, and whose time `at` is written yyyyMMdd HHmm. */
function german(format: Format = CSV, fields: Partial<TableDefinition> = {}): TableDefinition {
  const schema = {
    ...ORDER,
    properties: { ...(ORDER.properties as object), at: { type: ["string", "null"], format: "date-time" } },
  };
  const given = table(format, schema, fields);
  const columns = given.columns.map((column) => {
    if (column.name === "day") return { ...column, pattern: compileDatePattern("dd.MM.yyyy", true) };
    if (column.name !== "at") return column;
    return { ...column, type: "timestamp", pattern: compileDatePattern("yyyyMMdd HHmm", false) };
  });
  return { ...given, columns };
}

const expected = "a date (dd.MM.yyyy)";

describe("dates in a declared pattern", () => {
  test.each<[string, Format, string]>([
    ["csv", CSV, "id,quantity,day,at\n1,1,28.02.2026,20260228 2359\n"],
    ["jsonl", JSONL, '{"id":1,"quantity":1,"day":"28.02.2026","at":"20260228 2359"}\n'],
    ["json", JSON_ARRAY, '[{"id":1,"quantity":1,"day":"28.02.2026","at":"20260228 2359"}]'],
    ["xml", XML, "<r><order><id>1</id><quantity>1</quantity><day>28.02.2026</day><at>20260228 2359</at></order></r>"],
  ])("are valid in %s, and become ISO 8601", async (_title, format, text) => {
    const days = { day: { min: "2026-02-28", max: "2026-02-28" } };
    expect(await verdictOf(text, german(format))).toMatchObject({ accepted: true, facts: { dates: days } });
    const seen: unknown[] = [];
    await validate(pieces(text), german(format), { onRow: (row) => seen.push({ ...row }) });
    expect(seen).toEqual([{ id: 1, quantity: 1, day: "2026-02-28", at: "2026-02-28T23:59:00" }]);
  });

  test.each([
    ["another pattern", "2026-02-28", `expected ${expected}, found "2026-02-28"`],
    ["a day that does not exist", "29.02.2026", `expected ${expected}, found "29.02.2026"`],
    ["more text", "28.02.2026 ", `expected ${expected}, found "28.02.2026 "`],
    ["an empty text", '""', `expected ${expected}, found ""`],
  ])("%s is refused, as it stands in the file", async (_title, day, message) => {
    expect(await outcome(`id,quantity,day\n1,1,${day}\n`, german())).toEqual([`line 2, column day: ${message}`]);
    const line = `{"id":1,"quantity":1,"day":${day.startsWith('"') ? day : JSON.stringify(day)}}\n`;
    expect(await outcome(line, german(JSONL))).toEqual([`line 1, column day: ${message}`]);
  });

  test("what is no text is the schema's own finding", async () => {
    expect(await outcome('{"id":1,"quantity":1,"day":20260228}\n', german(JSONL))).toEqual([
      "line 1, column day: expected a text, found 20260228",
    ]);
  });

  test("a time that does not exist is told by its pattern", async () => {
    expect(await outcome("id,quantity,at\n1,1,20260228 2400\n", german())).toEqual([
      'line 2, column at: expected a date and time (yyyyMMdd HHmm), found "20260228 2400"',
    ]);
  });

  test("other problems of the row are told beside it", async () => {
    expect(await outcome("id,quantity,day\n1,x,2026-02-28\n", german())).toEqual(
      expect.arrayContaining([
        `line 2, column day: expected ${expected}, found "2026-02-28"`,
        'line 2, column quantity: expected an integer, found "x"',
      ]),
    );
  });

  test("null is null", async () => {
    expect(await outcome("id,quantity,day,at\n1,1,,\n", german())).toBe("accepted 1 rows");
    expect(await outcome('{"id":1,"quantity":1,"at":null}\n', german(JSONL))).toBe("accepted 1 rows");
  });
});

describe("onRow", () => {
  const rowsOf = async (text: string, given: TableDefinition) => {
    const seen: unknown[] = [];
    await validate(pieces(text, 7), given, {
      onRow: (row, literals) => seen.push([{ ...row }, Object.fromEntries(literals)]),
    });
    return seen;
  };
  const quarantine = { invalid_rows: { quarantine: { max_percent: 100 } } };

  test("is given the valid rows as JSON values, with the digits of their numbers", async () => {
    const text = 'id,quantity,price,note\n1,1,12.30,""\n2,x,1,\n12345678901234567,2,,b\n';
    expect(await rowsOf(text, table(CSV, ORDER, quarantine))).toEqual([
      [
        { id: 1, quantity: 1, price: 12.3, note: "" },
        { id: "1", quantity: "1", price: "12.30" },
      ],
      [
        { id: 12345678901234568, quantity: 2, note: "b" },
        { id: "12345678901234567", quantity: "2" },
      ],
    ]);
  });

  test.each(["rescue", "evolve"] as const)("has the new columns under %s", async (new_columns) => {
    const given = table(CSV, ORDER, { new_columns });
    expect(await rowsOf('id,quantity,new,more\n1,1,a,\n2,1,"",b\n', given)).toMatchObject([
      [{ id: 1, new: "a" }, {}],
      [{ id: 2, new: "", more: "b" }, {}],
    ]);
  });

  test("has none of them under ignore", async () => {
    const [text, line] = ["id,quantity,new\n1,1,a\n", '{"id":1,"quantity":1,"new":"a"}\n'];
    for (const [format, content] of [
      [CSV, text],
      [JSONL, line],
    ] as const) {
      const [seen] = (await rowsOf(content, table(format, ORDER, { new_columns: "ignore" }))) as [[object]];
      expect(seen[0]).toEqual({ id: 1, quantity: 1 });
    }
  });
});
