import { draftAndValidate } from "./helpers";

const draft = async (text: string) => {
  const { table, types, verdict, draft } = await draftAndValidate(text);
  expect(verdict.accepted).toBe(true);
  return { format: table.format, types, notes: draft.notes.join("\n") };
};

describe("null markers of a draft", () => {
  test.each(["NA", "N/A", "NULL", "null", "None", "-", "\\N", "nan"])(
    "%s beside numbers and dates is one of null_values",
    async (marker) => {
      const { format, types, notes } = await draft(
        `id,height,built\n1,${marker},2026-03-01\n2,7,${marker}\n3,${marker},2026-03-02\n`,
      );
      expect(format).toEqual({ type: "csv", null_values: ["", marker] });
      expect(types).toEqual({ id: "bigint", height: "bigint?", built: "date?" });
      expect(notes).toContain(`${marker} stands for null, as in height: it is in format.null_values; check that.`);
    },
  );

  test("are found in integers, numbers, dates, moments and booleans, several in a file, and beside empty fields", async () => {
    const { format, types } = await draft(
      "id,a,b,c,d,e,f\n" +
        "1,NA,1.5,2024-01-05,2024-01-05 10:00:00,true,05.01.2024\n" +
        "2,2,-,0000-00-00,0000-00-00 00:00:00,NULL,00.00.0000\n" +
        "3,,2.25,,2024-01-06 10:00:00,false,31.01.2024\n",
    );
    expect(types).toEqual({
      id: "bigint",
      a: "bigint?",
      b: "double?",
      c: "date?",
      d: "timestamp?",
      e: "boolean?",
      f: "date?",
    });
    expect(format).toEqual({
      type: "csv",
      null_values: ["", "NA", "-", "0000-00-00", "0000-00-00 00:00:00", "NULL", "00.00.0000"],
      date_patterns: { f: "dd.MM.yyyy" },
    });
  });

  test("stand for null in their own columns, where another has them as a text", async () => {
    const { format, types, notes } = await draft("id,a,b,country\n1,NA,-,NA\n2,2,1,DE\n");
    expect(types).toEqual({ id: "bigint", a: "bigint?", b: "bigint?", country: "string" });
    expect(format).toEqual({ type: "csv", null_values: ["", "-"], columns: { a: { null_values: ["", "-", "NA"] } } });
    expect(notes).toContain("NA stands for null in a, and is a text in country: it is in format.columns; check that.");
  });

  test("of a database stand for null in columns of text, too", async () => {
    const { format, types } = await draft("id,name,x\n1,\\N,1\n2,Ada,2\n");
    expect([format.null_values, types.name]).toEqual([["", "\\N"], "string?"]);
  });

  test("are none in a column of text, or in one that has nothing else", async () => {
    const { format, types, notes } = await draft("id,country,x\n1,NA,-\n2,DE,-\n");
    expect([format.null_values, types]).toEqual([undefined, { id: "bigint", country: "string", x: "string" }]);
    expect(notes).not.toContain("stands for null");
  });

  test("do not hide that a file has no header", async () => {
    const { types } = await draft("1,2026-03-01\n2,NA\nNA,2026-03-02\n");
    expect(types).toEqual({ column_1: "bigint?", column_2: "date?" });
  });
});

describe("booleans of a draft", () => {
  test.each([
    ["TRUE", "FALSE"],
    ["True", "False"],
    ["T", "F"],
    ["Y", "N"],
    ["yes", "no"],
  ])("may be %s and %s", async (yes, no) => {
    const { format, types, notes } = await draft(`id,capital\n1,${yes}\n2,${no}\n3,${no}\n`);
    expect([types.capital, format.boolean_values]).toEqual(["boolean", { true: [yes], false: [no] }]);
    expect(notes).toContain(
      `capital is a boolean: true is written ${yes}, false ${no} (format.boolean_values); check that.`,
    );
  });

  test("may be written in several ways in a file, and be null", async () => {
    const { format, types } = await draft("id,a,b,c\n1,TRUE,Y,true\n2,TRUE,N,false\n3,,NA,-\n");
    expect(types).toEqual({ id: "bigint", a: "boolean?", b: "boolean?", c: "boolean?" });
    expect(format).toEqual({
      type: "csv",
      null_values: ["", "NA", "-"],
      boolean_values: { true: ["TRUE", "Y", "true"], false: ["FALSE", "N", "false"] },
    });
  });

  test.each([
    ["one letter alone", "id,x\n1,Y\n2,Y\n", "string"],
    ["other letters beside them", "id,x\n1,Y\n2,N\n3,X\n", "string"],
    ["words of two kinds", "id,x\n1,Y\n2,no\n", "string"],
    ["digits", "id,x\n1,1\n2,0\n", "bigint"],
  ])("are none in a column with %s", async (_, text, type) => {
    const { format, types } = await draft(text);
    expect([types.x, format.boolean_values]).toEqual([type, undefined]);
  });

  test("are none without a row", async () => {
    expect((await draft("id,x\n")).format).toEqual({ type: "csv" });
  });
});
