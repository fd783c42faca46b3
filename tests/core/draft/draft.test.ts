import { draftAndValidate, draftError, gzip } from "./helpers";

describe("a draft from CSV", () => {
  test("takes the narrowest type that every value of a column has", async () => {
    const { types, verdict } = await draftAndValidate(
      `city_id,name,population,area,founded,zip,capital,seen_at,ratio,empty
1,Köln,1083498,405.02,0038-07-08,50667,false,2026-03-01T10:00:00Z,1e-3,
2,"Aachen, Bad",,160.85,1166-01-09,01069,true,2026-03-01T10:00:00Z,0.25,
`,
    );
    expect(types).toEqual({
      city_id: "bigint",
      name: "string",
      population: "bigint?",
      area: "decimal(18,2)",
      founded: "date",
      zip: "string",
      capital: "boolean",
      seen_at: "timestamp",
      ratio: "double",
      empty: "string?",
    });
    expect(verdict).toMatchObject({ accepted: true, facts: { rows: 2 } });
  });

  test("finds semicolons, a byte order mark, CRLF and embedded newlines", async () => {
    const { table, verdict, definition } = await draftAndValidate('\uFEFFid;note\r\n1;"a;b\nc"\r\n2;""\r\n');
    expect(table.format).toEqual({ type: "csv", delimiter: ";" });
    expect(definition.columns.map(({ name }) => name)).toEqual(["id", "note"]);
    expect(verdict).toMatchObject({ accepted: true, facts: { rows: 2, bom: true, embedded_newlines: true } });
  });

  test("finds tabs, gzip and windows-1252, whatever the file is called", async () => {
    const tsv = await draftAndValidate(gzip("id\tname\n1\tRome\n2\tOslo\n"), "cities.txt");
    expect(tsv.table.format).toEqual({ type: "tsv" });
    const western = await draftAndValidate(
      Buffer.from([...Buffer.from("id,name\n1,K"), 0xf6, ...Buffer.from("ln "), 0x80, 0x0a]),
    );
    expect(western.table.format).toEqual({ type: "csv", encoding: "windows-1252" });
    const wide = await draftAndValidate(Buffer.from("\uFEFFid,name\n1,Rome\n", "utf16le"));
    expect(wide.table.format).toEqual({ type: "csv", encoding: "utf-16" });
    for (const { verdict } of [tsv, western, wide]) expect(verdict.accepted).toBe(true);
  });

  test("numbers the columns of a file without a header, and says so", async () => {
    const { table, types, verdict, draft } = await draftAndValidate("1,Rome,2026-03-01\n2,Oslo,2026-03-02\n");
    expect(table.format).toEqual({ type: "csv", header: false });
    expect(types).toEqual({ column_1: "bigint", column_2: "string", column_3: "date" });
    expect(verdict).toMatchObject({ accepted: true, facts: { rows: 2 } });
    expect(draft.notes).toContain(
      "The first line looks like data, so the columns are numbered; name them, or set header to true.",
    );
  });

  test("counts an empty first field, and no empty line, of a file without a header", async () => {
    const { types, verdict } = await draftAndValidate("\n\t1\t2\n\t3\t4");
    expect(types).toEqual({ column_1: "string?", column_2: "bigint", column_3: "bigint" });
    expect(verdict).toMatchObject({ accepted: true, facts: { rows: 2 } });
  });

  test("takes years as names of columns, not as data", async () => {
    const { table, types } = await draftAndValidate("country,2024,2025\nDE,1,2\nFR,3,4\n");
    expect(table.format).toEqual({ type: "csv" });
    expect(types).toEqual({ 2024: "bigint", 2025: "bigint", country: "string" });
  });

  test("finds dates in other patterns than ISO 8601, where a day cannot be a month", async () => {
    const { table, types, verdict, draft } = await draftAndValidate(
      `id,german,us,either,at,oracle,padded
1,01.03.2026,3/31/2026,3/4/2026,3/4/2026 5:06 PM,05-OCT-2026,03/31/2026
2,28.02.2026,12/1/2026,12/1/2026,12/31/2026 12:00 AM,15-MAY-2026,12/01/2026
`,
    );
    expect(types).toEqual({
      id: "bigint",
      german: "date",
      us: "date",
      either: "string",
      at: "timestamp",
      oracle: "date",
      padded: "date",
    });
    expect(table.format.date_patterns).toEqual({
      german: "dd.MM.yyyy",
      us: "M/d/yyyy",
      at: "M/d/yyyy h:mm a",
      oracle: "dd-MMM-yyyy",
      padded: "MM/dd/yyyy",
    });
    expect(draft.notes).toContain(
      "either is text: its dates may be d/M/yyyy or M/d/yyyy; declare which in format.date_patterns.",
    );
    expect(verdict).toMatchObject({
      accepted: true,
      facts: { dates: { oracle: { min: "2026-05-15", max: "2026-10-05" } } },
    });
  });

  test("takes years of two digits for 20yy, and not where that is after 2050", async () => {
    const { types, table, draft, verdict } = await draftAndValidate(
      "id,made,born\n1,05-JAN-24,05-JAN-24\n2,31-DEC-50,05-JAN-85\n",
    );
    expect(types).toEqual({ id: "bigint", made: "date", born: "string" });
    expect(table.format.date_patterns).toEqual({ made: "dd-MMM-yy" });
    expect(draft.notes).toEqual(
      expect.arrayContaining([
        "made has dates as dd-MMM-yy; check that it always has, and that yy is 20yy, as it is read.",
        "born is text: its dates look like dd-MMM-yy, but yy is read as 20yy, and 05-JAN-85 would be after 2050; write four digits of the year at the source, or declare dd-MMM-yy in format.date_patterns.",
      ]),
    );
    expect(verdict.accepted).toBe(true);
  });

  test("drafts a scale only where the file shows it: cents, or the same decimals in every number", async () => {
    const { types, verdict } = await draftAndValidate(
      "id,once,few,height,cents,mixed,long\n1,12.5,1.5,1.80,9.99,0.125,1234567890123456.5\n2,7,2.5,1.75,12,3,1\n3,8,3.5,2.00,3,4,2\n",
    );
    expect(types).toEqual({
      id: "bigint",
      once: "double",
      few: "decimal(18,1)",
      height: "decimal(18,2)",
      cents: "decimal(18,2)",
      mixed: "double",
      long: "decimal(18,1)",
    });
    expect(verdict.accepted).toBe(true);
    expect((await draftAndValidate("id,elevation\n1,12.5\n2,7.5\n")).types.elevation).toBe("double");
  });

  test("keeps integers beyond 2^53 and signs and leading zeros as text", async () => {
    const { types, verdict } = await draftAndValidate("a,b,c\n9007199254740993,+1,007\n");
    expect(types).toEqual({ a: "string", b: "string", c: "string" });
    expect(verdict.accepted).toBe(true);
  });
});

describe("the natural key of a draft", () => {
  const keyOf = async (text: string) => (await draftAndValidate(text)).table.natural_key;

  test("is a column called like an id before one further left", async () => {
    expect(await keyOf("name,city_id\nRome,1\nOslo,2\n")).toEqual(["city_id"]);
  });

  test("is the smallest combination, in the order of the file", async () => {
    expect(await keyOf("country,year,city\nIT,2025,Rome\nIT,2026,Rome\nNO,2025,Oslo\nNO,2025,Rome\n")).toEqual([
      "country",
      "year",
      "city",
    ]);
    expect(await keyOf("country,year,x\nIT,2025,a\nIT,2026,a\nNO,2025,a\n")).toEqual(["country", "year"]);
  });

  test("is never a column that can be empty, or a number with a point", async () => {
    expect(await keyOf("id,price,name\n1,1.50,a\n,2.50,b\n")).toEqual(["name"]);
  });

  test("may have a moment in it, which is a key of its own only where nothing else is", async () => {
    const log = "sensor,at,value\na,2026-03-01T09:00:00Z,1.5\nb,2026-03-01T09:00:00Z,2.5\na,2026-03-01T10:00:00Z,1.5\n";
    expect(await keyOf(log)).toEqual(["sensor", "at"]);
    expect(await keyOf("sensor,at,value\na,2026-03-01T09:00:00Z,1.5\na,2026-03-01T10:00:00Z,2.5\n")).toEqual([
      "sensor",
      "at",
    ]);
    expect(await keyOf("at,value\n2026-03-01T09:00:00Z,1.5\n2026-03-01T10:00:00Z,2.5\n")).toEqual(["at"]);
  });

  test("has no moment in it that is written twice, in two time zones", async () => {
    expect(await keyOf("at,value\n2026-03-01T09:00:00Z,1.5\n2026-03-01T10:00:00+01:00,2.5\n")).toEqual([]);
  });

  test("is said not to exist only of the columns that were tried", async () => {
    const notes = async (text: string) => (await draftAndValidate(text)).draft.notes;
    const nothing =
      "so the natural key is []: a row is identified by all its values; name the columns that identify it, if there are some.";
    expect(await notes("id,price,name\n1,1.50,a\n,2.50,a\n")).toContain(
      `No combination of up to three columns is unique (id, price left out, as they may be empty, or are no whole numbers or texts), ${nothing}`,
    );
    const many = Array.from({ length: 14 }, (_, at) => `c${at}`);
    expect(await notes(`${many.join()}\n${many.map(() => "x").join()}\n${many.map(() => "x").join()}\n`)).toContain(
      `No key was found, and combinations with c12, c13 were not tried, ${nothing}`,
    );
    expect(await notes("id,name\n")).toContain(`The file has no row to find a key in, ${nothing}`);
  });

  test("is empty, with the reason, when no three columns are unique", async () => {
    const { table, draft, verdict } = await draftAndValidate("a,b\nx,y\nx,y\n");
    expect(table.natural_key).toEqual([]);
    expect(draft.notes).toContain(
      "No combination of up to three columns is unique and never empty, so the natural key is []: a row is identified by all its values.",
    );
    expect(verdict.accepted).toBe(true);
  });
});

describe("a draft from JSON Lines and XML", () => {
  test("keeps JSON's own types, nested ones too", async () => {
    const { types, verdict } = await draftAndValidate(
      '{"id": 1, "price": 1.5, "tags": ["a"], "geo": {"lat": 1.25, "when": "2026-03-01"}, "code": "01"}\n' +
        '{"id": 2, "price": 20, "tags": [], "geo": {"lat": 2}, "code": "2", "extra": null}\n',
    );
    expect(types).toEqual({
      id: "bigint",
      price: "decimal(18,2)",
      tags: "array<string>",
      geo: "struct<lat:decimal(18,2),when:date>",
      code: "string",
      extra: "string?",
    });
    expect(verdict).toMatchObject({ accepted: true, facts: { rows: 2 } });
  });

  test("finds the element that is a row, and its attributes, lists and texts", async () => {
    const { types, table, verdict } = await draftAndValidate(
      `<?xml version="1.0"?><export><meta/><city id="1"><name>Rome</name><river>Tiber</river><size unit="km2">1285.30</size></city>
       <city id="2"><name>Oslo</name><river/><size unit="km2">454.00</size></city>
       <city id="3"><name>Köln</name><river>Rhine</river><river>Rhein</river><size unit="km2">405.02</size></city></export>`,
    );
    expect(table.format).toEqual({ type: "xml", row_tag: "city" });
    expect(table.natural_key).toEqual(["_id"]);
    expect(types).toEqual({
      _id: "bigint",
      name: "string",
      river: "array<string>?",
      size: "struct<_unit:string,_VALUE:decimal(18,2)>",
    });
    expect(verdict).toMatchObject({ accepted: true, facts: { rows: 3 } });
  });
});

describe("JSON numbers keep the digits that they were written with:", () => {
  const NUMBERS: [what: string, numbers: string[], type: string][] = [
    ["an id of 19 digits", ["1234567890123456789", "1"], "bigint"],
    ["the bounds of 64 bits", ["9223372036854775807", "-9223372036854775808", "0"], "bigint"],
    ["an integer that needs more bits", ["18446744073709551615"], "decimal(21,0)"],
    ["an integer of one too many", ["9223372036854775808"], "decimal(20,0)"],
    ["a power of ten that a double holds", ["1e25"], "double"],
    ["17 decimals", ["0.10000000000000001"], "decimal(18,17)"],
    ["20 digits", ["12345678901234.567891", "-1"], "decimal(21,6)"],
    ["cents of 16 digits before the point", ["9999999999999999.99", "1"], "decimal(18,2)"],
    ["what a double prints", ["0.30000000000000004", "1e-7"], "double"],
    ["a small number and a large one", ["0.001", "1e300"], "double"],
    ["a zero with an exponent", ["0e400", "1.0"], "bigint"],
    ["37 digits", ["9999999999999999999999999999999999999"], "decimal(38,0)"],
  ];
  test.each(NUMBERS)("%s", async (_, numbers, type) => {
    const { types, verdict } = await draftAndValidate(numbers.map((number) => `{"a":${number}}\n`).join(""));
    expect([types, verdict.accepted]).toEqual([{ a: type }, true]);
  });

  test("in objects and lists too", async () => {
    const { types, verdict } = await draftAndValidate('[{"a": [{"b": 1234567890123456789}, {"b": 0.5}]}]');
    expect(types).toEqual({ a: "array<struct<b:decimal(21,1)>>" });
    expect(verdict.accepted).toBe(true);
  });

  test("two ids that are one double are two keys", async () => {
    const { table, verdict } = await draftAndValidate('{"id":1234567890123456789}\n{"id":1234567890123456788}\n');
    expect(table.natural_key).toEqual(["id"]);
    expect(verdict.accepted).toBe(true);
  });
});

describe("no draft can be made, and the sentence says why, of", () => {
  test.each([
    [
      "a header that repeats a name",
      "a,a\n1,2\n",
      'DraftError: cities.csv has the column "a" twice in its header, expected each once; rename one of them.',
    ],
    ["a header with a gap", "a,,b\n1,2,3\n", "DraftError: cities.csv has no name for column 2 in its header; name it."],
    [
      "names that become one column",
      "Order ID,order_id\n1,x\n",
      'DraftError: cities.csv gives no definition of demo/cities: the properties "Order ID" and "order_id" both become the column "order_id"; rename one of them at the source.',
    ],
    [
      "ragged rows",
      "a,b\n1,2\n1,2,3\n",
      "DraftError: cities.csv has 3 fields on line 3, expected 2, as many as its header; correct the file or quote the field.",
    ],
    [
      "an open quote",
      'a,b\n1,"2\n',
      'DraftError: cities.csv is no csv: line 2: expected a closing quote (") before the end of the file, found none; correct the file.',
    ],
    ["an empty file", "", "DraftError: cities.csv is empty, expected a header or rows; give a file that has some."],
    ["a blank file", " \n", "DraftError: cities.csv is blank, expected a header or rows; give a file that has some."],
    [
      "a field of two types",
      '{"a": 1}\n{"a": "x"}\n',
      'DraftError: cities.csv: "a" is number in some rows and string in others, expected one type; correct the file.',
    ],
    [
      "a number beyond every double",
      '{"a": 1}\n{"a": 1e400}\n',
      'DraftError: cities.csv: "a" has the number 1e400, which no column type holds, expected a number below 1.8e308; write it in quotes, as a text.',
    ],
    [
      "a number of too many digits",
      '{"a": {"b": 0.1000000000000000055511151231257827021181583}}',
      'DraftError: cities.csv: "a.b" has the number 0.1000000000000000055511151231257827021181583, which no column type holds, expected at most 37 digits; write it in quotes, as a text.',
    ],
    [
      "a field without a name",
      '{"":1,"b":2}',
      'DraftError: cities.csv: a row has a field called "", expected a name; name it.',
    ],
    [
      "a nested field without a name",
      '{"a":[{"":1}]}',
      'DraftError: cities.csv: "a[]" has a field called "", expected a name; name it.',
    ],
    [
      "broken XML",
      "<a><b></a>",
      "DraftError: cities.csv is no well-formed XML: line 1: unexpected close tag; correct the file.",
    ],
    [
      "a zip file",
      "PK\u0003\u0004xx",
      "DraftError: cities.csv cannot be read: expected a complete zip file, found data that ends too early; save it again as UTF-8 text, plain or gzip.",
    ],
  ])("%s", async (_, text, sentence) => {
    expect(await draftError(text)).toBe(sentence);
  });
});

test.each([
  ["id\tname,\n1\tAda,\n", "tsv"],
  ["id\tname,\n", "tsv"],
  ["id,;;\n", "csv"],
])("a delimiter that leaves a column of the header without a name is not meant: %j", async (text, type) => {
  const { table, verdict } = await draftAndValidate(text);
  expect([table.format.type, table.format.delimiter, verdict.accepted]).toEqual([type, undefined, true]);
});

test("without a header, fields of the first line may be empty", async () => {
  const { table, verdict } = await draftAndValidate("1;;2,5\n3;4;4,5\n");
  expect([table.format.delimiter, table.format.header, verdict.accepted]).toEqual([";", false, true]);
});
