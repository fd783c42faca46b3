import { compileDatePattern } from "../../../functions/core/definitions/date-patterns";
import type { Format, TableDefinition } from "../../../functions/core/documents";
import { validate } from "../../../functions/core/validation";
import { CSV, JSON_ARRAY, JSONL, ORDER, outcome, pieces, table, verdictOf, XML } from "./helpers";

const quarantine = (max_percent: number) => ({ invalid_rows: { quarantine: { max_percent } } });
const rows = (...lines: string[]) => `id,quantity\n${lines.map((line) => `${line}\n`).join("")}`;
const SNAPSHOT: Partial<TableDefinition> = { feed: "snapshot" };

describe("invalid_rows: quarantine", () => {
  test("sets rows aside as long as they are few enough", async () => {
    const verdict = await verdictOf(rows("1,2", "2,x", "3,4", "5"), table(CSV, ORDER, quarantine(50)));
    expect(verdict).toMatchObject({
      accepted: true,
      facts: { rows: 4, rows_checked: 4, rows_quarantined: 2 },
      invalid: {
        reason:
          "orders: 2 of 4 rows do not match shop/orders and were set aside, the first at line 3, column quantity: " +
          'expected an integer, found "x". Correct them and send the file again, or change schemas/shop/orders/row.schema.json.',
        rows_checked: 4,
        problem_count: 2,
        totals: { type: 1, field_count: 1 },
      },
    });
  });

  test.each([
    [25, true],
    [24.9, false],
  ])("of 4 rows 1 is too many above %d percent", async (most, accepted) => {
    const verdict = await verdictOf(rows("1,2", "2,x", "3,4", "4,5"), table(CSV, ORDER, quarantine(most)));
    expect(verdict.accepted).toBe(accepted);
  });

  test("the reason of a refused file has the share", async () => {
    expect(await verdictOf(rows("1,2", "x,x"), table(CSV, ORDER, quarantine(10)))).toMatchObject({
      accepted: false,
      reason:
        "orders does not match shop/orders: 2 problems in 2 rows (1 invalid, more than the 10 % that may be set aside), " +
        'the first at line 3, column id: expected an integer, found "x". ' +
        "Correct the file and send it again, or change schemas/shop/orders/row.schema.json.",
    });
  });

  test("a valid file has no report, and so has one without rows", async () => {
    for (const text of [rows("1,2"), rows()]) {
      const verdict = await verdictOf(text, table(CSV, ORDER, quarantine(0)));
      expect(verdict).toMatchObject({ accepted: true, facts: { rows_quarantined: 0 } });
      expect(verdict).not.toHaveProperty("invalid");
    }
  });

  test.each([
    ["a line that is no object", JSONL, '{"id":1,"quantity":1}\n{"id":2\n', "json"],
    ["a name twice", JSONL, '{"id":1,"quantity":1}\n{"id":2,"id":2,"quantity":1}\n', "duplicate_name"],
    ["an unknown member", JSONL, '{"id":1,"quantity":1}\n{"id":2,"quantity":1,"colour":"red"}\n', "new_column"],
    ["an element that is no object", JSON_ARRAY, '[{"id":1,"quantity":1}, 7]', "json"],
    [
      "an unknown element",
      XML,
      "<r><order><id>1</id><quantity>1</quantity></order><order><id>2</id><quantity>1</quantity><c>r</c></order></r>",
      "new_column",
    ],
  ])("%s is a row's fault", async (_title, format, text, rule) => {
    expect(await verdictOf(text, table(format, ORDER, quarantine(50)))).toMatchObject({
      accepted: true,
      facts: { rows: 2, rows_quarantined: 1 },
      invalid: { totals: { [rule]: 1 } },
    });
  });

  test.each<[string, string, Partial<TableDefinition>, string]>([
    [
      "a missing column",
      "id\n1\n",
      {},
      "line 1, column quantity: expected this column in the header, found no such column",
    ],
    [
      "an unknown column",
      "id,quantity,c\n1,2,3\n",
      {},
      'line 1, column c: expected only columns of the row schema, found "c" in the header',
    ],
    [
      "a quote left open",
      'id,quantity\n1,2\n"3,4\n',
      {},
      'line 3: expected a closing quote (") before the end of the file, found none',
    ],
    [
      "a key twice in a snapshot",
      rows("1,2", "1,3"),
      SNAPSHOT,
      'line 3, column id: expected each id once in a snapshot, found "1" again (first on line 2)',
    ],
    ["NUL", "id,quantity\n1,\0\n", {}, "line 2: expected text, found a NUL byte"],
  ])("%s refuses the file even so", async (_title, text, fields, message) => {
    const verdict = await verdictOf(text, table(CSV, ORDER, { ...quarantine(100), ...fields }));
    expect(verdict).toMatchObject({ accepted: false, problems: [{ message }] });
    expect((verdict as { reason: string }).reason).not.toContain("set aside");
  });

  test("a row set aside takes no key: the valid row of that key stands alone", async () => {
    const given = table(CSV, ORDER, { ...SNAPSHOT, ...quarantine(50) });
    expect(await verdictOf(rows("1,x", "1,2"), given)).toMatchObject({
      accepted: true,
      facts: { rows_quarantined: 1 },
    });
  });

  test("when time runs out nobody knows the share: Spark decides", async () => {
    const text = rows("1,x", "2,2", ...Array.from({ length: 100 }, (_, at) => `${at},1`));
    const given = table(CSV, ORDER, quarantine(1));
    expect(await validate(pieces(text, 20), given, { file: "orders", deadline: () => true })).toMatchObject({
      accepted: true,
      facts: { rows: null, rows_checked: 2, rows_quarantined: 1 },
      invalid: {
        reason: expect.stringContaining("1 of the first 2 rows does not match shop/orders and was set aside"),
      },
    });
  });
});

describe("new_columns", () => {
  const CELLS = "id,quantity,Colour,colour code\n1,2,red,7\n";
  const MEMBERS = '{"id":1,"quantity":2,"Colour":"red","colour code":7}\n';
  const ELEMENTS = "<r><order Colour='red'><id>1</id><quantity>2</quantity></order></r>";

  test.each(["ignore", "rescue", "evolve"] as const)("%s takes columns that nobody declared", async (new_columns) => {
    for (const [format, text] of [
      [CSV, CELLS],
      [JSONL, MEMBERS],
      [JSON_ARRAY, `[${MEMBERS}]`],
      [XML, ELEMENTS],
    ] as const)
      expect(await outcome(text, table(format, ORDER, { new_columns }))).toBe("accepted 1 rows");
  });

  test("reject does not", async () => {
    const given = (format: typeof CSV) => table(format, ORDER, { new_columns: "reject" });
    expect(await outcome(CELLS, given(CSV))).toEqual([
      'line 1, column Colour: expected only columns of the row schema, found "Colour" in the header',
      'line 1, column colour code: expected only columns of the row schema, found "colour code" in the header',
    ]);
    expect(await outcome(MEMBERS, given(JSONL))).toEqual([
      'line 1, column Colour: expected only columns of the row schema, found "red"',
      "line 1, column colour code: expected only columns of the row schema, found 7",
    ]);
  });

  test.each([
    ["a declared column", "Quantity", 'found "Quantity", which becomes quantity as "quantity" does'],
    ["another new one", "COLOUR", 'found "COLOUR", which becomes colour as "Colour" does'],
  ])("evolve refuses a file whose new column would have the name of %s", async (_title, name, found) => {
    const message = `line 1, column ${name}: expected new columns with names of their own in staging, ${found}`;
    const evolve = { new_columns: "evolve" } as const;
    const fields = { ...evolve, ...quarantine(100) };
    expect(await outcome(`id,quantity,Colour,${name}\n1,2,red,x\n`, table(CSV, ORDER, fields))).toEqual([message]);
    const line = `{"id":1,"quantity":2,"Colour":"red","${name}":"x"}\n`;
    expect(await outcome(line.repeat(3), table(JSONL, ORDER, fields))).toEqual([message]);
  });

  test("the members of objects are bounded as the columns of a header are", async () => {
    const text = Array.from({ length: 20 }, (_, at) => `{"id":1,"quantity":1,"c${at}":1}\n`).join("");
    const given = table(JSONL, ORDER, { new_columns: "ignore" });
    expect(await outcome(text, given, { limits: { columns: 10 } })).toEqual([
      "line 9: expected at most 10 columns, found more",
    ]);
  });
});

describe("the days of a file", () => {
  const dated = (fields: Partial<TableDefinition> = {}) => table(CSV, ORDER, { ...quarantine(100), ...fields });
  const days = (text: string, given = dated()) =>
    verdictOf(text, given).then((verdict) => verdict.accepted && verdict.facts.dates);

  test("are the least and the greatest of its valid rows", async () => {
    const text =
      "day,id,quantity\n2026-03-02,1,1\n2026-02-28,2,1\n,3,1\n2026-03-05,4,1\n1999-01-01,5,x\n9999-12-31,6,x\n";
    expect(await days(text)).toEqual({ day: { min: "2026-02-28", max: "2026-03-05" } });
  });

  test("know what stands for null, even if it looks like a day", async () => {
    const given = dated({ format: { ...CSV, null_values: ["0001-01-01"] } as TableDefinition["format"] });
    expect(await days("day,id,quantity\n0001-01-01,1,1\n2026-03-02,1,1\n", given)).toEqual({
      day: { min: "2026-03-02", max: "2026-03-02" },
    });
  });

  test("know all that stands for null, as the column has it, however a day is written", async () => {
    const day = { pattern: compileDatePattern("dd.MM.yyyy", true) };
    const given = dated({
      format: {
        ...CSV,
        null_values: ["", "-"],
        columns: { day: { null_values: ["0000-00-00", "01.01.0001"] } },
      } as Format,
    });
    const columns = given.columns.map((column) => (column.name === "day" ? { ...column, ...day } : column));
    const text = "day,id,quantity\n0000-00-00,1,1\n01.01.0001,1,1\n02.03.2026,2,1\n";
    expect(await days(text, { ...given, columns })).toEqual({ day: { min: "2026-03-02", max: "2026-03-02" } });
  });

  test("are left out when there are none", async () => {
    expect(await days("day,id,quantity\n,1,1\n")).toEqual({});
    expect(await days("id,quantity\n1,1\n")).toEqual({});
  });

  test("are those of objects too, and of rows that the slow path takes", async () => {
    const line = (day: string, quantity: unknown) => `${JSON.stringify({ id: 1, quantity, day })}\n`;
    const text = line("2026-03-02", 1) + line("0031-12-31", 1) + line("2099-01-01", "x");
    expect(await days(text, table(JSONL, ORDER, quarantine(50)))).toEqual({
      day: { min: "0031-12-31", max: "2026-03-02" },
    });
    const slow = { ...ORDER, minProperties: 2 };
    expect(await days("day,id,quantity\n2026-03-02,1,1\n2099-01-01,1,x\n", table(CSV, slow, quarantine(50)))).toEqual({
      day: { min: "2026-03-02", max: "2026-03-02" },
    });
  });
});
