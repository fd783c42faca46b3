import type { TableDefinition } from "../../../functions/core/documents";
import { validate } from "../../../functions/core/validation";
import { CSV, JSONL, pieces, table, XML } from "./helpers";

const ZIPS = { type: "object", properties: { zip: { type: "integer" }, city: { type: "string" } }, required: ["zip"] };
const zips = (format = CSV, policy: Partial<TableDefinition> = {}) =>
  table(format, ZIPS, { feed: "snapshot", natural_key: ["zip"], ...policy });
const ADVICE =
  "expected an integer without leading zeros or a plus sign (declare a code as string; list a number in zero_padded of table.json), found";

async function messages(text: string, given = zips()) {
  const verdict = await validate(pieces(text), given);
  return verdict.accepted ? [] : verdict.problems.map(({ message }) => message);
}

test("a code is refused where its zeros would be lost, with both ways out", async () => {
  expect(await messages("zip,city\n94107,a\n02134,b\n07030,c\n")).toEqual([
    `line 3, column zip: ${ADVICE} "02134"`,
    `line 4, column zip: ${ADVICE} "07030"`,
  ]);
  expect(await messages("zip,city\n+49,a\n")).toEqual([`line 2, column zip: ${ADVICE} "+49"`]);
  expect(await messages("<orders><order><zip>02134</zip></order></orders>", zips(XML))).toEqual([
    `line 1, column zip: ${ADVICE} "02134"`,
  ]);
});

test("a text that is no number, or stands in json, keeps the usual sentence", async () => {
  expect(await messages("zip,city\n0x1F,a\n")).toEqual(['line 2, column zip: expected an integer, found "0x1F"']);
  expect(await messages('{"zip": "02134"}\n', zips(JSONL))).toEqual([
    'line 1, column zip: expected an integer, found "02134"',
  ]);
});

test("the keys 1, 01 and +1 are refused, and are one key where zeros are declared to be padding", async () => {
  const text = "zip,city\n1,a\n01,b\n+1,c\n";
  expect(await messages(text)).toEqual([`line 3, column zip: ${ADVICE} "01"`, `line 4, column zip: ${ADVICE} "+1"`]);
  expect(await messages(text, zips(CSV, { zero_padded: ["zip"] }))).toEqual([
    'line 3, column zip: expected each zip once in a snapshot, found "1" again (first on line 2)',
    'line 4, column zip: expected each zip once in a snapshot, found "1" again (first on line 2)',
  ]);
});

const MEASURES = {
  type: "object",
  properties: {
    n: { type: "integer" },
    d: { type: "number" },
    m: { type: "number", multipleOf: 0.01 },
    t: { type: "string", format: "date-time" },
  },
};

test("a text that a cast would change is refused, with what would lose nothing", async () => {
  const text = "n,d,m,t\n-0,,,\n 7,,,\n1E5,,1E5,\n,0.12345678901234567890,,\n,,,2026-03-01T00:00:00.123456789Z\n";
  expect(await messages(text, table(CSV, MEASURES))).toEqual([
    'line 2, column n: expected an integer without a sign before zero (declare a code as string; list a number in zero_padded of table.json), found "-0"',
    'line 3, column n: expected an integer without white space around it, found " 7"',
    'line 4, column n: expected an integer in plain digits, without an exponent (declare a code as string), found "1E5"',
    'line 4, column m: expected a number with at most 2 decimals in plain digits, without an exponent (declare a code as string), found "1E5"',
    "line 5, column d: expected a number that a double holds to its last digit (declare multipleOf for a decimal, or a string), found 0.12345678901234567890",
    'line 6, column t: expected a date and time (YYYY-MM-DDThh:mm:ssZ) with at most 6 decimals of a second (declare more as string), found "2026-03-01T00:00:00.123456789Z"',
  ]);
});

test("json numbers are numbers, however they are written, and lose nothing either", async () => {
  expect(await messages('{"n": -0, "d": 1E5, "m": 12E-1}\n{"n": 7.0}\n', table(JSONL, MEASURES))).toEqual([]);
  expect(await messages('{"d": 9007199254740993}\n', table(JSONL, MEASURES))).toEqual([
    "line 1, column d: expected a number that a double holds to its last digit (declare multipleOf for a decimal, or a string), found 9007199254740993",
  ]);
});

const KEYS: [key: string, format: typeof CSV | typeof JSONL | typeof XML, texts: string[]][] = [
  ["m", CSV, ["1.5", "1.50", ".5", "0.50", "0", "-0.00"]],
  ["d", CSV, ["1.5", "15e-1", "0.1", "0.10000000000000001", "0", "-0.0"]],
  [
    "t",
    CSV,
    ["2026-03-01T01:00:00+01:00", "2026-03-01 00:00:00.000", "2026-03-01T00:00:00.1Z", "2026-03-01T00:00:00.100"],
  ],
  ["m", JSONL, ["1.5", "1.50", "1234567890123456.7", "1234567890123456.70", "1e2", "100"]],
  ["n", JSONL, ["9007199254740993", "9007199254740993.0", "0", "-0"]],
  ["m", XML, ["1.5", "1.50", "1234567890123456.7", "1234567890123456.70"]],
];

test.each(KEYS)("two spellings of one value are one key, as on Spark: %s in %j", async (key, format, texts) => {
  const given = table(format, MEASURES, { feed: "snapshot", natural_key: [key] });
  const rows = { csv: csvOf, jsonl: jsonOf, xml: xmlOf }[format.type as "csv"](key, texts);
  const found = await messages(rows, given);
  expect(found).toHaveLength(texts.length / 2);
  for (const message of found) expect(message).toMatch(/expected each [dmnt] once in a snapshot, found .* again/);
});

test("keys that only a double takes for one are two", async () => {
  const given = table(JSONL, MEASURES, { feed: "snapshot", natural_key: ["n"] });
  expect(await messages(jsonOf("n", ["9007199254740993", "9007199254740992", "9007199254740994"]), given)).toEqual([]);
});

const csvOf = (key: string, texts: readonly string[]) => `${key}\n${texts.join("\n")}\n`;
const jsonOf = (key: string, texts: readonly string[]) => texts.map((text) => `{"${key}": ${text}}\n`).join("");
const xmlOf = (key: string, texts: readonly string[]) =>
  `<orders>${texts.map((text) => `<order><${key}>${text}</${key}></order>`).join("")}</orders>`;
