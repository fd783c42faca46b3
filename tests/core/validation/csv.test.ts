import { validate } from "../../../functions/core/validation";
import { CSV, ORDER, outcome, pieces, table, verdictOf } from "./helpers";

const HEADER = "id,quantity,price,day,note\n";
const GOOD = `${HEADER}1,2,9.99,2026-03-01,ok\n`;
const orders = table(CSV);
const ignoring = table(CSV, ORDER, { new_columns: "ignore" });
const snapshot = table(CSV, ORDER, { feed: "snapshot" });
const of = (format: object, ...rest: never[]) => table({ ...CSV, ...format } as typeof CSV, ...rest);

test.each([
  ["a good row", GOOD, orders, 1],
  ["no newline at the end", GOOD.trimEnd(), orders, 1],
  ["CRLF", GOOD.replaceAll("\n", "\r\n"), orders, 1],
  ["CRLF after a quoted field", 'id,quantity,note\r\n1,2,"a ""b"""\r\n3,4,"c"\r\n', orders, 2],
  ["columns in another order", "note,quantity,id\nx,2,1\n", orders, 1],
  ["optional columns left out", "id,quantity\n1,2\n", orders, 1],
  ["null values in optional columns", `${HEADER}1,2,,,\n`, orders, 1],
  ["a header and no rows", HEADER, orders, 0],
  ["empty lines", `${HEADER}\n1,2,,,\n\n\n`, orders, 1],
  ["CRLF and empty lines", "id,quantity\r\n\r\n1,2\r\n\r\n", orders, 1],
  [
    "CR, LF, doubled quotes and delimiters inside quotes",
    '"id","quantity","note"\r\n"1","2","a\rb""\r\n,c"\r\n',
    orders,
    1,
  ],
  ["a quote inside an unquoted field", 'id,quantity,note\n1,2,5" x\n', orders, 1],
  [
    "an empty text where null is not allowed",
    'id,quantity,note\n1,2,""\n',
    table(CSV, { ...ORDER, required: ["note"] }),
    1,
  ],
  [
    "a regular expression's characters as delimiter and quote",
    "id|quantity|note\n1|2|^a|b^\n",
    of({ delimiter: "|", quote: "^" }),
    1,
  ],
  ["a delimiter, a quote and a newline inside quotes", `${HEADER}1,2,,,"a, ""b""\nc"\n`, orders, 1],
  ["a new column under ignore", "id,quantity,colour\n1,2,red\n", ignoring, 1],
  ["a semicolon", "id;quantity\n1;2\n", of({ delimiter: ";" }), 1],
  ["a tab", "id\tquantity\n1\t2\n", of({ delimiter: "\t" }), 1],
  ["a single quote as quote", "id,quantity,note\n1,2,'a, b'\n", of({ quote: "'" }), 1],
  ["a declared null value", "id,quantity,day\n1,2,NULL\n", of({ null_values: ["NULL"] }), 1],
  ["no header", "1,2,9.99,2026-03-01,ok\n3,4,,,\n", of({ header: false }), 2],
  ["an integer of 64 bits", "id,quantity\n9223372036854775807,2\n-9223372036854775808,2\n", orders, 2],
  ["a price of 16 and 2 digits", "id,quantity,price\n1,2,1234567890123456.07\n", orders, 1],
  [
    "leading zeros and signs, as declared",
    "id,quantity,price\n007,+2,-0.50\n",
    table(CSV, ORDER, { zero_padded: ["id", "quantity"] }),
    1,
  ],
  ["a leap day", "id,quantity,day\n1,2,2024-02-29\n", orders, 1],
  ["an emoji note of 20 characters", `id,quantity,note\n1,2,${"😀".repeat(20)}\n`, orders, 1],
])("accepts %s", async (_title, text, given, rows) => {
  expect(await outcome(text, given)).toBe(`accepted ${rows} rows`);
});

test.each([
  ["text for an integer", `${GOOD}2,abc,,,\n`, orders, ['line 3, column quantity: expected an integer, found "abc"']],
  [
    "a fraction for an integer",
    `${HEADER}1,2.0,,,\n`,
    orders,
    ['line 2, column quantity: expected an integer, found "2.0"'],
  ],
  [
    "a space around an integer",
    `${HEADER}1, 2,,,\n`,
    orders,
    ['line 2, column quantity: expected an integer without white space around it, found " 2"'],
  ],
  [
    "a number out of bounds",
    `${HEADER}1,1001,,,\n`,
    orders,
    ["line 2, column quantity: expected at most 1000, found 1001"],
  ],
  [
    "an integer of 65 bits",
    `${HEADER}9223372036854775808,2,,,\n`,
    orders,
    [
      "line 2, column id: expected an integer of at most 64 bits (declare a longer one as string), found 9223372036854775808",
    ],
  ],
  [
    "three decimals",
    `${HEADER}1,2,0.075,,\n`,
    orders,
    ["line 2, column price: expected a number with at most 2 decimals, found 0.075"],
  ],
  [
    "three decimals that a double would lose",
    `${HEADER}1,2,12345678901234.001,,\n`,
    orders,
    ["line 2, column price: expected a number with at most 2 decimals, found 12345678901234.001"],
  ],
  [
    "too many digits before the point",
    `${HEADER}1,2,12345678901234567.00,,\n`,
    orders,
    ["line 2, column price: expected at most 16 digits before the decimal point, found 12345678901234567.00"],
  ],
  [
    "an exponent of a million",
    `${HEADER}1,2,1e1000000,,\n`,
    orders,
    [
      'line 2, column price: expected a number with at most 2 decimals in plain digits, without an exponent (declare a code as string), found "1e1000000"',
    ],
  ],
  [
    "a comma as decimal point",
    `${HEADER}1,2,"9,99",,\n`,
    orders,
    ['line 2, column price: expected a number with at most 2 decimals, found "9,99"'],
  ],
  [
    "NaN",
    `${HEADER}1,2,NaN,,\n`,
    orders,
    [
      'line 2, column price: expected a number with at most 2 decimals (list what stands for null in format.null_values of table.json), found "NaN"',
    ],
  ],
  [
    "a day that is none",
    `${HEADER}1,2,,2026-02-30,\n`,
    orders,
    ['line 2, column day: expected a date (YYYY-MM-DD), found "2026-02-30"'],
  ],
  [
    "a day in another order",
    `${HEADER}1,2,,01.03.2026,\n`,
    orders,
    ['line 2, column day: expected a date (YYYY-MM-DD), found "01.03.2026"'],
  ],
  [
    "a text too long",
    `${HEADER}1,2,,,${"x".repeat(21)}\n`,
    orders,
    [`line 2, column note: expected at most 20 characters, found "${"x".repeat(21)}"`],
  ],
  [
    "a long value, cut",
    `${HEADER}1,2,,,${"x".repeat(200)}\n`,
    orders,
    [`line 2, column note: expected at most 20 characters, found "${"x".repeat(78)}…`],
  ],
  [
    "an empty required field",
    `${HEADER}1,,,,\n`,
    orders,
    ["line 2, column quantity: expected a value, found an empty field"],
  ],
  [
    "two problems in a row",
    `${HEADER}x,0,,,\n`,
    orders,
    ['line 2, column id: expected an integer, found "x"', "line 2, column quantity: expected at least 1, found 0"],
  ],
  ["too few fields", `${HEADER}1,2\n`, orders, ["line 2: expected 5 fields, found 2"]],
  ["too many fields", `${HEADER}1,2,,,,\n`, orders, ["line 2: expected 5 fields, found 6"]],
  [
    "a problem after a quoted newline",
    `${HEADER}1,2,,,"a\n\nb"\n2,x,,,\n`,
    orders,
    ['line 5, column quantity: expected an integer, found "x"'],
  ],
  [
    "a quote that never closes",
    `${GOOD}2,2,,,"open\n3,2,,,x\n`,
    orders,
    ['line 3: expected a closing quote (") before the end of the file, found none'],
  ],
  ["white space on a line", `${HEADER}  \n1,2,,,\n`, orders, ["line 2: expected 5 fields, found 1"]],
  [
    "a bare CR in a quoted row",
    `${HEADER}1,2,,"2026-03-01",a\rb\n`,
    orders,
    ["line 2: expected lines that end in LF or CRLF, found a carriage return alone"],
  ],
  [
    "two quotes for an integer",
    `${HEADER}1,"",,,\n`,
    orders,
    ['line 2, column quantity: expected an integer, found ""'],
  ],
  [
    "no value where a text is required",
    "id,quantity,note\n1,2,\n",
    table(CSV, { ...ORDER, required: ["note"] }),
    ["line 2, column note: expected a value, found an empty field"],
  ],
  [
    "text after a closing quote",
    `${HEADER}1,2,,,"a"b\n2,2,,,"c"\n`,
    orders,
    ["line 2: expected a delimiter or the end of the line after a closing quote, found other text"],
  ],
  [
    "a missing column",
    "id,day\n1,2026-03-01\n",
    orders,
    ["line 1, column quantity: expected this column in the header, found no such column"],
  ],
  [
    "a column in other case",
    "id, Quantity\n1,2\n",
    orders,
    [
      'line 1, column quantity: expected this column in the header, found " Quantity"',
      'line 1, column  Quantity: expected only columns of the row schema, found " Quantity" in the header',
    ],
  ],
  [
    "a column twice",
    "id,quantity,id\n1,2,3\n",
    orders,
    ["line 1, column id: expected each column once in the header, found it 2 times"],
  ],
  [
    "a new column",
    "id,quantity,colour\n1,2,red\n",
    orders,
    ['line 1, column colour: expected only columns of the row schema, found "colour" in the header'],
  ],
  [
    "a column named like JavaScript's own",
    "id,quantity,__proto__,constructor\n1,2,3,4\n",
    orders,
    [
      'line 1, column __proto__: expected only columns of the row schema, found "__proto__" in the header',
      'line 1, column constructor: expected only columns of the row schema, found "constructor" in the header',
    ],
  ],
  [
    "another delimiter",
    "id;quantity\n1;2\n",
    orders,
    expect.arrayContaining(["line 1, column id: expected this column in the header, found no such column"]),
  ],
  ["only blank lines", "\n\n", orders, ["line 1: expected a header, found only empty lines"]],
  [
    "old Mac line ends",
    "id,quantity\r1,2\r",
    orders,
    ["line 1: expected lines that end in LF or CRLF, found a carriage return alone"],
  ],
  [
    "a duplicate key in a snapshot",
    "id,quantity\n1,2\n2,2\n1,3\n",
    snapshot,
    ['line 4, column id: expected each id once in a snapshot, found "1" again (first on line 2)'],
  ],
  [
    "a row without end",
    `${HEADER}1,2,,,"${"x".repeat(3_000)}`,
    orders,
    ["line 2: expected a row of at most 1,000 characters; is a quote left open?, found a longer one"],
  ],
  [
    "a header without end",
    "x".repeat(3_000),
    orders,
    ["line 1: expected a row of at most 1,000 characters; is a quote left open?, found a longer one"],
  ],
  ["too many columns", `${",".repeat(60)}\n`, orders, ["line 1: expected at most 50 columns, found 61"]],
])("rejects %s", async (_title, text, given, messages) => {
  const limits = text.length > 1_000 ? { rowLength: 1_000 } : { columns: 50 };
  expect(await outcome(text, given, { limits })).toEqual(messages);
});

test("a verdict names file, table, first problem and remedy, and counts all problems by rule", async () => {
  const rows = Array.from({ length: 150 }, (_, at) => `${at},${at < 120 ? "abc" : 0}\n`).join("");
  const verdict = await verdictOf(`id,quantity\n${rows}`, orders, { file: "orders.csv" });
  expect(verdict).toMatchObject({
    accepted: false,
    rows_checked: 150,
    problem_count: 150,
    totals: { type: 120, minimum: 30 },
    reason:
      'orders.csv does not match shop/orders: 150 problems in 150 rows, the first at line 2, column quantity: expected an integer, found "abc". ' +
      "Correct the file and send it again, or change schemas/shop/orders/row.schema.json.",
  });
  expect((verdict as { problems: unknown[] }).problems).toHaveLength(100);
});

test.each([
  [{ type: "string", minLength: 1 }, "expected at least 1 character"],
  [{ type: "string", pattern: "." }, "expected text that matches ."],
  [{ type: "string", enum: ["a"] }, 'expected one of "a"'],
  [{ type: "string", format: "email" }, "expected an e-mail address"],
])("an empty text in quotes is checked as one against %j", async (note, expected) => {
  const given = table(CSV, { type: "object", properties: { id: { type: "integer" }, note } });
  expect(await outcome('id,note\n1,""\n', given)).toEqual([`line 2, column note: ${expected}, found ""`]);
});

test("chunks of equal text are each read from their start", async () => {
  async function* chunks() {
    yield Buffer.from("id,quantity\n");
    for (let at = 0; at < 3; at += 1) yield Buffer.from("1,2\n3,4\n");
  }
  expect(await validate(chunks(), orders)).toMatchObject({ accepted: true, facts: { rows: 6 } });
});

test("facts tell Spark what was learnt", async () => {
  const text = '\uFEFFquantity,id,note\r\n1,2,"a\nb"\r\n';
  expect(await verdictOf(text, orders)).toEqual({
    accepted: true,
    facts: {
      rows: 1,
      rows_checked: 1,
      rows_quarantined: 0,
      dates: {},
      bytes: Buffer.byteLength(text),
      compression: "none",
      encoding: "utf-8",
      bom: true,
      header: ["quantity", "id", "note"],
      embedded_newlines: true,
      blank_rows: false,
      line_end: "crlf",
      shape: expect.stringMatching(/^[0-9a-f]{64}$/),
    },
  });
});

describe("line ends", () => {
  const factsOf = async (text: string | Buffer, given = table(CSV)) => {
    const verdict = await verdictOf(text, given);
    return verdict.accepted ? [verdict.facts.rows, verdict.facts.line_end, verdict.facts.blank_rows] : verdict.reason;
  };

  test.each([
    ["LF", "id,quantity\n1,2\n", [1, "lf", false]],
    ["CRLF, the last one missing", "id,quantity\r\n1,2\r\n3,4", [2, "crlf", false]],
    ["both, in a file that can be cut at any", "id,quantity\r\n1,2\n3,4\r\n", [2, "mixed", false]],
    ["none", "id,quantity", [0, null, false]],
    ["LF, a field ends in a carriage return", 'id,quantity,note\n1,2,"a\r"\n', [1, "lf", false]],
  ])("%s", async (_title, text, facts) => {
    expect(await factsOf(text)).toEqual(facts);
  });

  test("of both kinds are refused where fields hold line breaks", async () => {
    expect(await factsOf('id,quantity,note\r\n1,2,"a\nb"\n')).toContain(
      "expected rows that all end in LF, or all in CRLF, found both",
    );
  });

  test.each(["id,quantity\n1,2\r", 'id,quantity\n1,"2"\r'])("%j ends in a carriage return alone", async (text) => {
    expect(await factsOf(text)).toContain(
      "line 2: expected lines that end in LF or CRLF, found a carriage return alone",
    );
  });

  test("a row of white space alone is a row, and Spark is told", async () => {
    const optional = { type: "object", properties: { id: { type: ["string", "null"] }, note: { type: "string" } } };
    expect(await factsOf("id\tnote\n1\ta\n\t\n", of({ delimiter: "\t" }, optional as never))).toEqual([2, "lf", true]);
    expect(await factsOf("id\n1\n  \n\n", table(CSV, optional))).toEqual([2, "lf", true]);
  });
});

test("how long a row may be does not depend on where the file was cut", async () => {
  const text = `id,quantity,note\n1,2,${"x".repeat(2_000)}\n`;
  for (const size of [100, 1_999, 2_000, 10_000]) {
    const verdict = await validate(pieces(text, size), orders, { limits: { rowLength: 1_500 } });
    expect(verdict).toMatchObject({ accepted: false, totals: { row_length: 1 } });
  }
});

test("keys are watched until they would take too much memory", async () => {
  const given = table(CSV, ORDER, { feed: "snapshot", natural_key: ["note"] });
  const text = `id,quantity,note\n${["a", "b".repeat(15), "c", "a"].map((note) => `1,2,${note}\n`).join("")}`;
  expect(await validate(pieces(text), given, { limits: { keyCharacters: 10 } })).toMatchObject({ accepted: true });
  expect(await validate(pieces(text), given)).toMatchObject({ accepted: false, totals: { duplicate_key: 1 } });
});
