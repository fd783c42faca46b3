import { JSONL, ORDER, outcome, table, verdictOf } from "./helpers";

const orders = table(JSONL);
const ignoring = table(JSONL, ORDER, { new_columns: "ignore" });
const snapshot = table(JSONL, ORDER, { feed: "snapshot" });
const address = {
  type: "object",
  properties: { city: { type: "string" } },
  required: ["city"],
  additionalProperties: false,
};
const nested = table(JSONL, {
  type: "object",
  properties: { id: { type: "integer" }, address, tags: { type: "array", items: { type: "string" } } },
  required: ["id"],
});
const closed = table(JSONL, {
  ...ORDER,
  additionalProperties: false,
  if: { required: ["note"] },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { required: ["day"] },
});

test.each([
  ["a good row", '{"id": 1, "quantity": 2, "price": 9.99, "day": "2026-03-01", "note": "ok"}\n', orders, 1],
  ["no newline at the end", '{"id":1,"quantity":2}', orders, 1],
  ["a line of a no-break space and a byte order mark", '{"id":1,"quantity":2}\n\u00a0\ufeff\n', orders, 1],
  ["CRLF and blank lines", '{"id":1,"quantity":2}\r\n\r\n  \n{"id":2,"quantity":2}\r\n', orders, 2],
  ["spaces before the colon", '{"id" : 1, "quantity"\t: 2}\n', orders, 1],
  ["a text that looks like a member", '{"id":1,"quantity":2,"note":"\\"id\\": 1"}\n', orders, 1],
  ["an integer of 64 bits", '{"id":9223372036854775807,"quantity":2}\n', orders, 1],
  ["18 digits of price", '{"id":1,"quantity":2,"price":1234567890123456.07}\n', orders, 1],
  [
    "a price that doubles divide badly",
    '{"id":1,"quantity":2,"price":0.07}\n{"id":1,"quantity":2,"price":1.15}\n',
    orders,
    2,
  ],
  ["a long number inside a text", '{"id":1,"quantity":2,"note":"12345678901234567890"}\n', orders, 1],
  [
    "a new column under ignore, in a closed schema",
    '{"id":1,"quantity":2,"colour":"red"}\n',
    table(JSONL, { ...ORDER, additionalProperties: false }, { new_columns: "ignore" }),
    1,
  ],
  ["nested objects and lists", '{"id":1,"address":{"city":"Łódź"},"tags":["a","b"]}\n', nested, 1],
  ["a condition that holds", '{"id":1,"quantity":2,"note":"x","day":"2026-03-01"}\n', closed, 1],
])("accepts %s", async (_title, text, given, rows) => {
  expect(await outcome(text, given)).toBe(`accepted ${rows} rows`);
});

test.each([
  [
    "text for an integer",
    '{"id":1,"quantity":"abc"}\n',
    orders,
    ['line 1, column quantity: expected an integer, found "abc"'],
  ],
  [
    "null in a column that allows none",
    '{"id":1,"quantity":2,"note":null}\n',
    orders,
    ["line 1, column note: expected a text, found null"],
  ],
  ["a missing property", '{"id":1}\n', orders, ["line 1, column quantity: expected a value, found nothing"]],
  [
    "a new column",
    '{"id":1,"quantity":2,"colour":"red"}\n',
    orders,
    ['line 1, column colour: expected only columns of the row schema, found "red"'],
  ],
  [
    "three decimals",
    '{"id":1,"quantity":2,"price":0.075}\n',
    orders,
    ["line 1, column price: expected a number with at most 2 decimals, found 0.075"],
  ],
  [
    "decimals that a double would lose",
    '{"id":1,"quantity":2,"price":1234567890123456.001}\n',
    orders,
    ["line 1, column price: expected a number with at most 2 decimals, found 1234567890123456.001"],
  ],
  [
    "an integer of 65 bits",
    '{"id":9223372036854775808,"quantity":2}\n',
    orders,
    [
      "line 1, column id: expected an integer of at most 64 bits (declare a longer one as string), found 9223372036854775808",
    ],
  ],
  [
    "a number that becomes infinite",
    '{"id":1,"quantity":2,"price":1e400}\n',
    orders,
    ["line 1, column price: expected a number with at most 2 decimals, found 1e400"],
  ],
  [
    "a name twice",
    '{"id":1,"quantity":2,"id":3}\n',
    orders,
    ['line 1: expected each name once in an object, found "id" twice'],
  ],
  [
    "a name twice, once escaped",
    '{"id":1,"quantity":2,"\\u0069d":3}\n',
    orders,
    ['line 1: expected each name once in an object, found "id" twice'],
  ],
  [
    "a name twice, inside",
    '{"id":1,"address":{"city":"a","city":"b"}}\n',
    nested,
    ['line 1: expected each name once in an object, found "city" twice'],
  ],
  [
    "a name twice, once before a space",
    '{"id" :1,"quantity":2,"id":3}\n',
    orders,
    ['line 1: expected each name once in an object, found "id" twice'],
  ],
  [
    "an unfinished line",
    '{"id":1,"quantity":2}\n{"id":2,"quan\n{"id":3,"quantity":2}\n',
    orders,
    ['line 2: expected one JSON object on the line, found "{\\"id\\":2,\\"quan"'],
  ],
  ["a list", "[1,2]\n", orders, ['line 1: expected one JSON object on the line, found "[1,2]"']],
  [
    "a whole JSON array of rows",
    '[\n{"id":1,"quantity":2}\n]\n',
    orders,
    [
      'line 1: expected one JSON object on the line, found "["',
      'line 3: expected one JSON object on the line, found "]"',
    ],
  ],
  [
    "two objects on a line",
    '{"id":1,"quantity":2}{"id":2,"quantity":2}\n',
    orders,
    [expect.stringContaining("line 1: expected one JSON object on the line, found")],
  ],
  [
    "NaN",
    '{"id":1,"quantity":NaN}\n',
    orders,
    ['line 1: expected one JSON object on the line, found "{\\"id\\":1,\\"quantity\\":NaN}"'],
  ],
  [
    "100,000 levels",
    `{"id":1,"quantity":2,"x":${"[".repeat(100_000)}${"]".repeat(100_000)}}\n`,
    orders,
    ["line 1: expected at most 64 levels of nesting, found more"],
  ],
  [
    "100,000 levels left open",
    `{"id":${"[".repeat(100_000)}\n`,
    orders,
    [expect.stringContaining("line 1: expected one JSON object on the line, found")],
  ],
  [
    "a nested property of another type",
    '{"id":1,"address":{"city":5}}\n',
    nested,
    ["line 1, column address.city: expected a text, found 5"],
  ],
  [
    "a nested property too many",
    '{"id":1,"address":{"city":"a","zip":"1"}}\n',
    nested,
    ['line 1, column address.zip: expected only the properties of the schema, found "1"'],
  ],
  ["an item of another type", '{"id":1,"tags":["a",1]}\n', nested, ["line 1, column tags.1: expected a text, found 1"]],
  [
    "a condition that does not hold",
    '{"id":1,"quantity":2,"note":"x"}\n',
    closed,
    expect.arrayContaining(["line 1, column day: expected a value, found nothing"]),
  ],
  [
    "__proto__ as a column",
    '{"id":1,"quantity":2,"__proto__":{"x":1}}\n',
    orders,
    ['line 1, column __proto__: expected only columns of the row schema, found {"x":1}'],
  ],
  [
    "a duplicate key in a snapshot",
    '{"id":1,"quantity":2}\n{"id":1,"quantity":2}\n',
    snapshot,
    ["line 2, column id: expected each id once in a snapshot, found 1 again (first on line 1)"],
  ],
  ["only blank lines", "\n \n", orders, ["expected rows, found only blank lines"]],
])("rejects %s", async (_title, text, given, messages) => {
  expect(await outcome(text, given)).toEqual(messages);
});

test("two long keys that one double stands for are two keys", async () => {
  const text = '{"id":9007199254740993,"quantity":1}\n{"id":9007199254740992,"quantity":1}\n';
  expect(await outcome(text, snapshot)).toBe("accepted 2 rows");
});

test("the header is the sorted union of the properties seen, unknown ones included", async () => {
  const verdict = await verdictOf('{"quantity":1,"id":1}\n{"note":"x","id":1,"quantity":2,"b":1}\n', ignoring);
  expect(verdict).toMatchObject({ accepted: true, facts: { header: ["b", "id", "note", "quantity"] } });
});

test("a line of a gigabyte is refused as soon as it is too long", async () => {
  let sent = 0;
  async function* line() {
    yield Buffer.from('{"note":"');
    for (; sent < 2 ** 30; sent += 65_536) yield Buffer.alloc(65_536, "x");
  }
  const { validate } = await import("../../../functions/core/validation");
  const verdict = await validate(line(), orders);
  expect(verdict).toMatchObject({
    problems: [{ message: "line 1: expected a row of at most 1,048,576 characters, found a longer one" }],
  });
  expect(sent).toBeLessThan(2 ** 22);
});
