import { FORMATS, type QueryResult } from "../../functions/cli/formats";

const RESULT: QueryResult = {
  columns: [
    { name: "id", type: "bigint" },
    { name: "name", type: "varchar" },
    { name: "amount", type: "decimal(18,2)" },
    { name: "ok", type: "boolean" },
  ],
  rows: [
    ["1", 'say "hi", you', "10.50", "true"],
    ["9007199254740993", "", "0.10", "false"],
    ["3", null, null, null],
  ],
};
const plain = (text: string) => text.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g"), "");

test("csv quotes what must be quoted, and tells NULL from an empty text", () => {
  expect(FORMATS.csv(RESULT)).toBe(
    'id,name,amount,ok\n1,"say ""hi"", you",10.50,true\n9007199254740993,"",0.10,false\n3,,,\n',
  );
});

test("json keeps what a double would lose as text", () => {
  expect(JSON.parse(FORMATS.json(RESULT))).toEqual([
    { id: 1, name: 'say "hi", you', amount: "10.50", ok: true },
    { id: "9007199254740993", name: "", amount: "0.10", ok: false },
    { id: 3, name: null, amount: null, ok: null },
  ]);
});

test("json of no rows is an empty array", () => expect(FORMATS.json({ ...RESULT, rows: [] })).toBe("[]\n"));

test("table aligns numbers to the right, says NULL and counts", () => {
  expect(plain(FORMATS.table(RESULT))).toBe(
    [
      "              id  name           amount  ok",
      '               1  say "hi", you   10.50  true',
      "9007199254740993                   0.10  false",
      "               3  NULL             NULL  NULL",
      "(3 rows)",
      "",
    ].join("\n"),
  );
});

test("table cuts long cells and keeps them on one line", () => {
  const text = plain(FORMATS.table({ columns: [{ name: "a", type: "varchar" }], rows: [["x\ny".padEnd(100, "z")]] }));
  expect(text).toBe(`a\nx y${"z".repeat(56)}…\n(1 row)\n`);
});
