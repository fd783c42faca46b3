import type { Format } from "../../../functions/core/documents";
import { CSV, outcome, table, XML } from "./helpers";

const ROW = {
  type: "object",
  properties: { id: { type: "integer" }, day: { type: "string", format: "date" }, open: { type: "boolean" } },
  required: ["id"],
};
const NULLS = "(list what stands for null in format.null_values of table.json)";
const BOOLEANS = "(list other texts in format.boolean_values of table.json)";
const words = { boolean_values: { true: ["Y"], false: ["N"] } };

/** One sentence in both engines: tests/glue/contract/test_words.py has the same. */
describe("a text that may stand for another value is told with the remedy", () => {
  test.each([
    ["NA", "id", "an integer"],
    ["\\N", "id", "an integer"],
    ["0000-00-00", "day", "a date (YYYY-MM-DD)"],
    ["00/00/0000", "day", "a date (YYYY-MM-DD)"],
    ["-", "open", "true or false"],
  ])("%s in the column %s", async (text, column, expected) => {
    const found = `column ${column}: expected ${expected} ${NULLS}, found ${JSON.stringify(text)}`;
    const cells = { id: "1", day: "", open: "", [column]: text };
    expect(await outcome(`id,day,open\n${cells.id},${cells.day},${cells.open}\n`, table(CSV, ROW))).toEqual([
      `line 2, ${found}`,
    ]);
    const row = `<order><id>${cells.id}</id><day>${cells.day}</day><open>${cells.open}</open></order>`;
    expect(await outcome(`<all>${row}</all>`, table(XML, ROW))).toEqual([`line 1, ${found}`]);
  });

  test.each([
    [CSV, "TRUE", `true or false ${BOOLEANS}`],
    [CSV, "0", `true or false ${BOOLEANS}`],
    [{ ...CSV, ...words } as Format, "true", `true or false as Y, N ${BOOLEANS}`],
    [{ ...CSV, ...words } as Format, "maybe", `true or false as Y, N ${BOOLEANS}`],
    [{ ...CSV, columns: { open: words } } as Format, "true", `true or false as Y, N ${BOOLEANS}`],
    [CSV, "maybe", "true or false"],
  ])("for booleans: %#", async (format, text, expected) => {
    expect(await outcome(`id,open\n1,${text}\n`, table(format, ROW))).toEqual([
      `line 2, column open: expected ${expected}, found "${text}"`,
    ]);
  });
});
