import type { JsonFormat } from "../../../functions/core/documents";
import { validate } from "../../../functions/core/validation";
import { outcome, table, verdictOf } from "./helpers";

const JSON_ARRAY: JsonFormat = { type: "json", encoding: "utf-8" };
const orders = table(JSON_ARRAY);
const ONE = '{"id": 1, "quantity": 2, "price": 9.99, "day": "2026-03-01", "note": "ok"}';

test.each([
  ["one row", `[${ONE}]`, 1],
  ["rows and white space of every kind", `\r\n [\t${ONE}\n,\n\n${ONE} ]\n \n`, 2],
  ["a row over several lines", `[${ONE.replaceAll(", ", ",\n  ")}]`, 1],
  ["no rows, like a csv header without any", "[ \n]", 0],
  ["brackets, quotes and commas inside texts", `[{"id":1,"quantity":2,"note":"]},{ \\"[\\\\"}]`, 1],
  ["a text that ends in a backslash", `[{"id":1,"quantity":2,"note":"a\\\\"},${ONE}]`, 2],
  ["18 digits of price", '[{"id":1,"quantity":2,"price":1234567890123456.07}]', 1],
  ["an integer of 64 bits", '[{"id":9223372036854775807,"quantity":2}]', 1],
])("accepts %s", async (_title, text, rows) => {
  expect(await outcome(text, orders)).toBe(`accepted ${rows} rows`);
});

test.each([
  [
    "a problem, at the line where its row begins",
    '[\n{"id": 1, "quantity": 2},\n{"id": 2,\n"quantity": "x"}\n]',
    ['line 3, column quantity: expected an integer, found "x"'],
  ],
  ["a missing comma", `[${ONE}\n${ONE}]`, ['line 2: expected a comma or a closing ] after the row, found "{"']],
  ["two commas", `[${ONE},\n,${ONE}]`, ['line 2: expected a row after the comma, found ","']],
  ["a comma before the first row", `[,${ONE}]`, ['line 1: expected a row or a closing ], found ","']],
  ["a comma after the last row", `[${ONE},]`, ['line 1: expected a row after the comma, found "]"']],
  ["an object at the top", ONE, ["line 1: expected one array of objects, found an object"]],
  ["a text at the top", '"rows"', ['line 1: expected one array of objects, found "\\""']],
  [
    "a row cut off",
    `[${ONE},\n{"id": 1, "quan`,
    ["line 2: expected a closing ] before the end of the file, found a row left open"],
  ],
  ["no closing bracket", `[${ONE},\n${ONE}\n`, ["line 3: expected a closing ] before the end of the file, found none"]],
  ["a comma and the end", `[${ONE},\n`, ["line 2: expected a closing ] before the end of the file, found none"]],
  ["text after the array", `[${ONE}]\n[]`, ['line 2: expected nothing after the closing ], found "["']],
  ["only white space", " \n ", ["expected one array of objects, found only white space"]],
  ["a number among the rows", `[1, ${ONE}]`, ['line 1: expected a JSON object, found "1"']],
  [
    "a list among the rows",
    `[[${ONE}], ${ONE}]`,
    [expect.stringContaining('line 1: expected a JSON object, found "[{')],
  ],
  ["null among the rows", `[${ONE}, null]`, ['line 1: expected a JSON object, found "null"']],
  [
    "a bracket of another kind",
    '[{"id":1],\n{"id":"x","quantity":1}]',
    ['line 1: expected a JSON object, found "{\\"id\\":1]"', 'line 2, column id: expected an integer, found "x"'],
  ],
  ["NaN", '[{"id":1,"quantity":NaN}]', ['line 1: expected a JSON object, found "{\\"id\\":1,\\"quantity\\":NaN}"']],
  [
    "a name twice",
    '[{"id":1,"quantity":2,"id" :3}]',
    ['line 1: expected each name once in an object, found "id" twice'],
  ],
  [
    "a name twice, once before a line break",
    '[{"id":1,"quantity":2,"note":"\\":","id"\n:3}]',
    ['line 1: expected each name once in an object, found "id" twice'],
  ],
  [
    "a new column",
    '[{"id":1,"quantity":2,"__proto__":1}]',
    ["line 1, column __proto__: expected only columns of the row schema, found 1"],
  ],
  [
    "100,000 levels",
    `[{"id":1,"x":${"[".repeat(1e5)}${"]".repeat(1e5)}}]`,
    ["line 1: expected at most 64 levels of nesting, found more"],
  ],
])("rejects %s", async (_title, text, messages) => {
  expect(await outcome(text, orders)).toEqual(messages);
});

test("an object at the top is told about jsonl", async () => {
  expect(await verdictOf(ONE, orders)).toMatchObject({
    reason:
      "orders does not match shop/orders: 1 problem in 0 rows, at line 1: expected one array of objects, found an object. " +
      "Did you mean jsonl? Declare it as the format in table.json for one object a line, or send one array.",
  });
});

test.each([
  ["a row", '[{"note":"'],
  ["nesting", '[{"note":[['],
  ["a number", "[1"],
])("%s of a gigabyte is refused as soon as it is too long", async (_title, start) => {
  let sent = 0;
  async function* endless() {
    yield Buffer.from(start);
    for (; sent < 2 ** 30; sent += 65_536) yield Buffer.alloc(65_536, start.at(-1) === "[" ? "[" : "1");
  }
  expect(await validate(endless(), orders)).toMatchObject({
    problems: [
      {
        message:
          "line 1: expected a row of at most 1,048,576 characters; is a quote or a bracket left open?, found a longer one",
      },
    ],
  });
  expect(sent).toBeLessThan(2 ** 22);
});
