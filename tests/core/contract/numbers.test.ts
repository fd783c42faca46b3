import type { Format, RowSchema } from "../../../functions/core/documents";
import { JSONL, outcome, table, XML } from "../validation/helpers";

/** Numbers inside objects and lists keep their digits, as those of columns do. */
const money = { type: "number", multipleOf: 0.01, exclusiveMaximum: 1e15 };
const SCHEMA: RowSchema = {
  type: "object",
  properties: {
    id: { type: "integer" },
    lines: { type: "array", items: { type: "object", properties: { count: { type: "integer" }, price: money } } },
    total: { type: "object", properties: { price: money, parts: { type: "array", items: money } } },
  },
};
const LINES = "array<struct<count:bigint,price:decimal(18,2)>>";
const TOTAL = "struct<price:decimal(18,2),parts:array<decimal(18,2)>>";

function nested(format: Format) {
  const given = table(format, SCHEMA);
  const types: Record<string, string> = { id: "bigint", lines: LINES, total: TOTAL };
  const columns = given.columns.map((column) => ({ ...column, type: types[column.name] as string }));
  return { ...given, columns };
}

const DECIMALS = "expected a number with at most 2 decimals";
test.each([
  ['{"total":{"price":123456789012345.01}}', "accepted 1 rows"],
  ['{"total":{"price":12345678901234.001}}', [`line 1, column total.price: ${DECIMALS}, found 12345678901234.001`]],
  ['{"total":{"parts":[1,0.07,1e-400]}}', [`line 1, column total.parts.2: ${DECIMALS}, found 1e-400`]],
  ['{"total":{"price":999999999999999.99}}', "accepted 1 rows"],
  [
    '{"total":{"price":1000000000000000.00}}',
    ["line 1, column total.price: expected less than 1000000000000000, found 1000000000000000"],
  ],
  [
    '{"total":{"price":1000000000000000.01}}',
    ["line 1, column total.price: expected less than 1000000000000000, found 1000000000000000.01"],
  ],
  ['{"lines":[{"count":9223372036854775807}]}', "accepted 1 rows"],
  [
    '{"lines":[{"count":1},{"count":9223372036854775808}]}',
    [
      "line 1, column lines.1.count: expected an integer of at most 64 bits (declare a longer one as string), found 9223372036854775808",
    ],
  ],
  [
    '{"lines":[{"count":9007199254740993.5}]}',
    ["line 1, column lines.0.count: expected an integer, found 9007199254740993.5"],
  ],
  ['{"lines":[{"count":10000000000000000000e-1}]}', "accepted 1 rows"],
])("jsonl %s", async (text, expected) => {
  expect(await outcome(`${text}\n`, nested(JSONL))).toEqual(expected);
});

test.each([
  ["<total><price>123456789012345.01</price></total>", "accepted 1 rows"],
  [
    "<total><price>12345678901234.001</price></total>",
    [`line 1, column total.price: ${DECIMALS}, found 12345678901234.001`],
  ],
  ["<lines><count>9223372036854775807</count></lines>", "accepted 1 rows"],
  [
    "<lines><count>1</count></lines><lines><count>9223372036854775808</count></lines>",
    [
      "line 1, column lines.1.count: expected an integer of at most 64 bits (declare a longer one as string), found 9223372036854775808",
    ],
  ],
  [
    "<total><parts>1</parts><parts>0.0000000000000000001</parts></total>",
    [`line 1, column total.parts.1: ${DECIMALS}, found 1e-19`],
  ],
])("xml %s", async (text, expected) => {
  expect(await outcome(`<all><order>${text}</order></all>\n`, nested(XML))).toEqual(expected);
});

test("a long number with zeros in its middle takes no longer than any other", async () => {
  const text = `{"total":{"price":1${"0".repeat(300_000)}.${"0".repeat(600_000)}1}}\n`;
  expect(await outcome(text, nested(JSONL))).toEqual([expect.stringContaining(`column total.price: ${DECIMALS}`)]);
});

test("an attribute and an element of one name, where a list is declared, are one problem and no crash", async () => {
  const given = table(XML, { type: "object", properties: { _x: { type: "array", items: { type: "integer" } } } });
  expect(await outcome('<all><order x="1"><_x>2</_x></order></all>', given)).toBe("accepted 1 rows");
});
