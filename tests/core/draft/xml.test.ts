import { draftAndValidate, draftError } from "./helpers";

describe("XML that declares its encoding", () => {
  const declaring = (encoding: string, name: string) =>
    `<?xml version="1.0" encoding="${encoding}"?><cities><city><name>${name}</name></city></cities>`;

  test.each([
    ["ISO-8859-1", "K\xf6ln"],
    ["ISO-8859-1", "Bonn"],
    ["Windows-1252", "Bonn"],
    ["windows-1252", "K\xf6ln \x80"],
  ])("%s is drafted as that: %j", async (encoding, name) => {
    const { table, verdict } = await draftAndValidate(Buffer.from(declaring(encoding, name), "latin1"));
    expect([table.format.encoding, verdict.accepted]).toEqual([encoding.toLowerCase(), true]);
  });

  test("utf-8 and utf-16 too, with a byte order mark", async () => {
    const narrow = await draftAndValidate(`\uFEFF${declaring("UTF-8", "Köln")}`);
    const wide = await draftAndValidate(Buffer.from(`\uFEFF${declaring("UTF-16", "Köln")}`, "utf16le"));
    expect([narrow, wide].map(({ table }) => table.format.encoding)).toEqual([undefined, "utf-16"]);
    expect([narrow, wide].map(({ verdict }) => verdict.accepted)).toEqual([true, true]);
  });

  test("by a name that the schema gate does not take is refused, with the name to declare", async () => {
    expect(await draftError(declaring("US-ASCII", "Bonn"))).toBe(
      'DraftError: cities.csv declares encoding="US-ASCII", and is utf-8, expected one of utf-8, utf-16, iso-8859-1, windows-1252; declare encoding="utf-8".',
    );
    expect(await draftError(Buffer.from(`\uFEFF${declaring("UTF-16LE", "Köln")}`, "utf16le"))).toMatch(
      /declares encoding="UTF-16LE", and is utf-16, .*; declare encoding="utf-16"\.$/,
    );
    expect(await draftError(Buffer.from(declaring("KOI8-R", "\xeb"), "latin1"))).toBe(
      'DraftError: cities.csv declares encoding="KOI8-R", expected one of utf-8, utf-16, iso-8859-1, windows-1252; save it again as utf-8 and declare that.',
    );
  });
});

describe("the element that is a row", () => {
  const tagOf = async (text: string) => {
    const { table, types, verdict } = await draftAndValidate(text);
    expect(verdict.accepted).toBe(true);
    return [table.format.row_tag, types];
  };

  test("is the root's only child, whatever repeats in it", async () => {
    const person = "<person><name>a</name><phone>1</phone><phone>2</phone></person>";
    expect(await tagOf(`<people>${person}</people>`)).toEqual(["person", { name: "string", phone: "array<bigint>" }]);
    const order = '<order id="1"><line><sku>a</sku></line><line><sku>b</sku></line></order>';
    expect(await tagOf(`<orders>${order}</orders>`)).toEqual([
      "order",
      { _id: "bigint", line: "array<struct<sku:string>>" },
    ]);
  });

  test("is what repeats in an element around all rows", async () => {
    const rows = "<row><a>1</a></row><row><a>2</a></row>";
    for (const text of [
      `<data><rows>${rows}</rows></data>`,
      `<data><x><rows>${rows}</rows></x></data>`,
      `<data><head/><rows>${rows}</rows></data>`,
    ])
      expect(await tagOf(text)).toEqual(["row", { a: "bigint" }]);
  });

  test("is no text that repeats in one row", async () => {
    const text = "<data><person><phone>1</phone><phone>2</phone></person><total>1</total></data>";
    expect(await tagOf(text)).toEqual(["person", { phone: "array<bigint>" }]);
  });

  test("may have children that are a text in some rows, and have attributes or children in others", async () => {
    const [, types] = await tagOf('<r><x><price cur="EUR">1</price></x><x><price>2</price></x><x><price/></x></r>');
    expect(types).toEqual({ price: "struct<_cur:string,_VALUE:bigint>?" });
    const [, nested] = await tagOf("<r><x><p><q>1</q></p></x><x><p>t</p></x></r>");
    expect(nested).toEqual({ p: "struct<q:bigint,_VALUE:string>" });
  });

  test("is named in the notes", async () => {
    const { draft } = await draftAndValidate("<r><x><a>1</a></x></r>");
    expect(draft.notes[0]).toBe(
      "The format is xml with a row in each <x>, utf-8, compression none: 1 rows, 1 columns.",
    );
  });

  test("has to have fields", async () => {
    expect(await draftError("<r><x/><x/></r>", "a.xml")).toBe(
      "DraftError: a.xml: no row of it has a field, expected some; give a file of which rows have fields.",
    );
  });
});

test("a file of more than a row's length of characters is drafted", async () => {
  const rows = Array.from({ length: 20_000 }, (_, at) => `<city><id>${at}</id><name>${"x".repeat(50)}</name></city>`);
  const { verdict } = await draftAndValidate(`<cities>${rows.join("")}</cities>`);
  expect(verdict).toMatchObject({ accepted: true, facts: { rows: 20_000 } });
});
