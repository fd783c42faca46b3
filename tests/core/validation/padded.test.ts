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
