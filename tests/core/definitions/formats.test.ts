import { compileDatePattern } from "../../../functions/core/definitions/date-patterns";
import { compileToIso } from "../../../functions/core/validation/rows/date-patterns";
import { compile, problems, ROW, SNAPSHOT } from "./helpers";

const row = {
  ...ROW,
  properties: { ...ROW.properties, "Bought on": { type: "string", format: "date" } },
};
const dated = (date_patterns: Record<string, string>) => ({
  table: { ...SNAPSHOT, format: { type: "csv", date_patterns } },
  row,
});

describe("the format of a table", () => {
  test.each([
    [{ type: "json" }, { type: "json", encoding: "utf-8" }],
    [
      { type: "jsonl", encoding: "utf-16" },
      { type: "jsonl", encoding: "utf-16" },
    ],
    [{ type: "parquet" }, { type: "parquet" }],
  ])("%j compiles", (format, compiled) => {
    expect(compile({ table: { ...SNAPSHOT, format } }).tables["shop/orders"]?.format).toEqual(compiled);
  });

  test.each([
    [{ type: "parquet", encoding: "utf-8" }, '"format.encoding" does not apply here; remove it.'],
    [{ type: "parquet", date_patterns: { day: "dd" } }, '"format.date_patterns" does not apply here; remove it.'],
    [{ type: "parquet", delimiter: ";" }, '"format.delimiter" does not apply here; remove it.'],
    [{ type: "json", header: true }, '"format.header" does not apply here; remove it.'],
    [{ type: "csv", date_patterns: {} }, '"format.date_patterns" is {}, expected 1 or more fields; add them.'],
  ])("%j is refused", (format, sentence) => {
    expect(problems({ table: { ...SNAPSHOT, format } })).toEqual([expect.stringContaining(sentence)]);
  });
});

test.each([
  [{ type: "csv", delimiter: "\\" }, '"format.delimiter" is "\\\\", expected one character that is no backslash'],
  [{ type: "csv", quote: "\n" }, '"format.quote" is "\\n", expected one character that is no backslash'],
  [{ type: "csv", delimiter: "😀" }, '"format.delimiter" is "😀", expected one character'],
  [{ type: "csv", delimiter: "|", quote: "|" }, '"format.delimiter" and "format.quote" are the same'],
  [{ type: "xml", row_tag: "x:order" }, '"format.row_tag" is "x:order", expected the name of an element'],
])("%j cannot be read by, and is refused", (format, sentence) => {
  expect(problems({ table: { ...SNAPSHOT, format } })).toEqual([expect.stringContaining(sentence)]);
});

test("properties named by numbers do not keep the order that a file without a header needs", () => {
  const numbered = { ...ROW, properties: { ...ROW.properties, 2019: { type: "integer" } } };
  const table = { ...SNAPSHOT, format: { type: "csv", header: false } };
  expect(problems({ table, row: numbered })).toEqual([
    expect.stringContaining('"format.header" is false, and row.schema.json names a property "2019"'),
  ]);
});

test.each([[{ quarantine: { max_percent: 2.5 } }], ["reject_file"]])("invalid_rows %j is kept", (invalid_rows) => {
  expect(compile({ table: { ...SNAPSHOT, invalid_rows } }).tables["shop/orders"]?.invalid_rows).toEqual(invalid_rows);
});

describe("texts that stand for null and for booleans", () => {
  const words = {
    null_values: ["", "NA"],
    boolean_values: { true: ["Y"], false: ["N"] },
    columns: { remark: { null_values: [""] }, open: { boolean_values: { true: ["ja"], false: ["nein"] } } },
  };
  const given = (format: object, more: object = {}) => ({
    table: { ...SNAPSHOT, format, ...more },
    row: { ...ROW, properties: { ...ROW.properties, remark: { type: "string" }, open: { type: "boolean" } } },
  });

  test.each([{ type: "csv" }, { type: "xml", row_tag: "row" }])("are compiled as they are for %j", (format) => {
    expect(compile(given({ ...format, ...words })).tables["shop/orders"]?.format).toMatchObject(words);
  });

  test.each([{ type: "tsv" }, { type: "xml", row_tag: "row" }])("have a default for %j", (format) => {
    expect(compile(given(format)).tables["shop/orders"]?.format).toMatchObject({
      null_values: [""],
      boolean_values: { true: ["true"], false: ["false"] },
      columns: {},
    });
  });

  test.each(["jsonl", "json", "parquet"])("are refused for %s", (type) => {
    for (const [field, value] of Object.entries(words))
      expect(problems(given({ type, [field]: value }))).toEqual([
        expect.stringContaining(`"format.${field}" does not apply here; remove it.`),
      ]);
  });

  const YES = { true: ["Y"], false: ["N"] };
  test.each([
    [{ null_values: ["NA", "NA"] }, '"format.null_values" is ["NA","NA"], expected no repeated value'],
    [{ null_values: ["\0"] }, '"format.null_values" has "\\u0000", expected text without NUL, which no file may have'],
    [{ boolean_values: { true: ["Y"] } }, '"false" is missing in "format.boolean_values"; add it'],
    [{ boolean_values: { true: ["Y"], false: [] } }, '"format.boolean_values.false" is [], expected 1 or more entries'],
    [{ boolean_values: { true: ["Y", ""], false: ["N"] } }, '"format.boolean_values.true[1]" is "", expected text'],
    [
      { boolean_values: { true: ["Y", "1"], false: ["N", "1"] } },
      '"format.boolean_values" has "1" in true and in false, expected one meaning for each text; remove one.',
    ],
    [
      { null_values: ["", "N"], boolean_values: YES },
      '"format" has "N" in null_values and in boolean_values, expected one meaning for each text; remove one.',
    ],
    [
      { boolean_values: YES, columns: { open: { null_values: ["N"] } } },
      '"format.columns.open" has "N" in null_values and in boolean_values, expected one meaning for each text',
    ],
    [{ columns: { open: {} } }, '"format.columns.open" is {}, expected 1 or more fields; add them.'],
    [{ columns: { opne: { null_values: [] } } }, '"format.columns" names "opne", which row.schema.json does not have'],
    [
      { columns: { remark: { boolean_values: YES } } },
      '"format.columns" names "remark", a string, expected a boolean for boolean_values; choose another property.',
    ],
  ])("%j is refused", (format, sentence) => {
    expect(problems(given({ type: "csv", ...format }))).toEqual([expect.stringContaining(sentence)]);
  });

  test("have no white space around them in xml, which an element's text is read without", () => {
    expect(problems(given({ type: "xml", row_tag: "row", null_values: [" NA"] }))).toEqual([
      expect.stringContaining('"format.null_values" has " NA", expected text without white space around it'),
    ]);
  });

  test("are no operations", () => {
    const feed = {
      feed: "changes",
      sequence_by: "order_id",
      operation: { column: "remark", insert: ["I"], delete: ["-"] },
    };
    const refused = problems(given({ type: "csv", null_values: ["", "-"] }, feed));
    expect(refused).toEqual([expect.stringContaining('"operation" lists "-", which stands for null in "remark"')]);
    const own = { type: "csv", null_values: ["", "-"], columns: { remark: { null_values: [""] } } };
    expect(problems(given(own, feed))).toEqual([]);
  });
});

const FIELDS = "the fields yyyy, yy, MM, M, MMM, MMMM, dd, d, HH, H, hh, h, a, mm, ss, S, XXX";

describe("date patterns", () => {
  test("reach the column that they are about", () => {
    const { columns = [] } = compile(dated({ "Bought on": "dd.MM.yyyy" })).tables["shop/orders"] ?? {};
    expect(columns.filter(({ pattern }) => pattern)).toMatchObject([
      { name: "bought_on", pattern: { text: "dd.MM.yyyy", iso: "$3-$2-$1" } },
    ]);
  });

  test.each([
    ["dd.MM.yyyy", true, "01.03.2026", "2026-03-01"],
    ["yyyyMMdd", true, "20260301", "2026-03-01"],
    ["MM/dd/yyyy", true, "03/01/2026", "2026-03-01"],
    ["dd.MM.yyyy", false, "01.03.2026", "2026-03-01T00:00:00"],
    ["dd.MM.yyyy HH:mm", false, "01.03.2026 23:59", "2026-03-01T23:59:00"],
    ["yyyy-MM-dd'T'HH:mm:ss.SSSXXX", false, "2026-03-01T01:02:03.456+01:00", "2026-03-01T01:02:03.456+01:00"],
    ["yyyyMMddHHmmssXXX", false, "20260301010203Z", "2026-03-01T01:02:03Z"],
    ["d.M.yyyy", true, "1.12.2026", "2026-12-01"],
    ["d.M.yyyy", true, "01.2.2026", "2026-02-01"],
    ["M/d/yy", true, "3/31/26", "2026-03-31"],
    ["dd-MMM-yyyy", true, "05-OCT-1999", "1999-10-05"],
    ["MMMM d, yyyy", true, "May 9, 2026", "2026-05-09"],
    ["d MMM yy", true, "9 dec 07", "2007-12-09"],
    ["M/d/yyyy h:mm:ss a", false, "3/4/2026 5:06:07 PM", "2026-03-04T17:06:07"],
    ["M/d/yyyy h:mm a", false, "12/31/2026 12:00 am", "2026-12-31T00:00:00"],
    ["yyyy-MM-dd hh:mm a", false, "2026-03-01 12:30 PM", "2026-03-01T12:30:00"],
    ["yyyy-MM-dd hh:mm a", false, "2026-03-01 11:30 AM", "2026-03-01T11:30:00"],
    ["yyyy-MM-dd hh:mm a", false, "2026-03-01 13:30 AM", "2026-03-01T13AM:30:00"],
    ["d.M.yyyy H:mmXXX", false, "1.2.2026 7:05-05:00", "2026-02-01T07:05:00-05:00"],
    ["'on' dd ''MM'' yyyy, HH 'o''clock'", false, "on 01 '03' 2026, 07 o'clock", "2026-03-01T07:00:00"],
  ])("%s reads %#: %s", (text, isDate, given, iso) => {
    expect(compileToIso(compileDatePattern(text as string, isDate as boolean))(given as string)).toBe(iso);
  });

  test.each(["2026-03-01", "01x03x2026", " 01.03.2026", "01.03.2026\n", "1.3.2026", "٠١.03.2026"])(
    "dd.MM.yyyy does not read %j",
    (given) => {
      expect(new RegExp(compileDatePattern("dd.MM.yyyy", true).match, "u").test(given)).toBe(false);
    },
  );

  test.each([
    ["dd.MM", "expected yyyy, MM and dd, found no yyyy"],
    ["HH:mm", "expected yyyy, MM and dd, found no yyyy and no MM and no dd"],
    ["EEE dd.MM.yyyy", `expected ${FIELDS}, and other letters between single quotes, found EEE`],
    ["yyyy-MM-ddTHH", `expected ${FIELDS}, and other letters between single quotes, found T`],
    ["d.M.yyyy MM", "expected one field for the month, found M and MM"],
    ["dMyyyy", "expected text between d and M, found nothing"],
    ["yyyyM.dd", "expected text between yyyy and M, found nothing"],
    ["dd.MM.yyyy dd", "expected each field once, found dd twice"],
    ["dd.MM.yyyy HH", "expected only a day, as the property is a date, found HH"],
    ["dd.MM.yyyy 'o", "expected a closing quote (')"],
  ])("%s is refused", (text, why) => {
    expect(problems(dated({ "Bought on": text }))).toEqual([
      expect.stringContaining(`"format.date_patterns" has "${text}" for "Bought on": ${why}; correct it.`),
    ]);
  });

  test.each([
    ["dd.MM.yyyy ss", "expected mm beside ss, found none"],
    ["dd.MM.yyyy HH SSS", "expected ss beside S, found none"],
    ["dd.MM.yyyy XXX", "expected HH or H or hh or h beside XXX, found none"],
    ["dd.MM.yyyy h:mm", "expected a beside h, found none"],
    ["dd.MM.yyyy HH:mm a", "expected hh or h beside a, found none"],
  ])("a time as in %s is refused", (text, why) => {
    expect(problems(dated({ updated_at: text }))).toEqual([expect.stringContaining(`${why}; correct it.`)]);
  });

  test("are only for dates, and only for properties that there are", () => {
    expect(problems(dated({ note: "dd.MM.yyyy", bougt_on: "dd.MM.yyyy" }))).toEqual([
      expect.stringContaining(
        '"format.date_patterns" names "note", a string, expected a date or a date-time; choose another property.',
      ),
      expect.stringContaining('"format.date_patterns" names "bougt_on", which row.schema.json does not have'),
    ]);
  });
});
