import { draftAndValidate } from "./helpers";

const draft = async (text: string) => {
  const { table, types, verdict, draft } = await draftAndValidate(text);
  expect(verdict.accepted).toBe(true);
  return { format: table.format, types, notes: draft.notes.join("\n") };
};

describe("null markers of a draft", () => {
  test.each(["NA", "N/A", "NULL", "-", "\\N", "nan"])(
    "%s beside numbers and dates is the null_value",
    async (marker) => {
      const { format, types, notes } = await draft(
        `id,height,built\n1,${marker},2026-03-01\n2,7,${marker}\n3,${marker},2026-03-02\n`,
      );
      expect(format.null_value).toBe(marker);
      expect(types).toEqual({ id: "bigint", height: "bigint?", built: "date?" });
      expect(notes).toContain(`${marker} stands for null, as in height: it is the format.null_value`);
    },
  );

  test.each([
    ["several", "id,a,b\n1,NA,1\n2,2,-\n", "a is text: NA stands for null there", "there are several"],
    [
      "empty fields",
      "id,a,b\n1,NA,1\n2,2,\n",
      "a is text: NA stands for null there",
      "empty fields stand for null too",
    ],
    [
      "a value",
      "id,a,country\n1,NA,NA\n2,2,DE\n",
      "a is text: NA stands for null there",
      "it is a value of another column",
    ],
  ])("stay text beside %s, and the note says so", async (_, text, told, reason) => {
    const { format, types, notes } = await draft(text);
    expect(format.null_value).toBeUndefined();
    expect(types.a).toBe("string");
    expect(notes).toContain(told);
    expect(notes).toContain(reason);
  });

  test("are none in a column of text, or in one that has nothing else", async () => {
    const { format, types, notes } = await draft("id,country,x\n1,NA,-\n2,DE,-\n");
    expect([format.null_value, types]).toEqual([undefined, { id: "bigint", country: "string", x: "string" }]);
    expect(notes).not.toContain("stands for null");
  });

  test.each([
    ["TRUE", "FALSE"],
    ["Y", "N"],
    ["yes", "no"],
  ])("%s and %s are told to be text, not booleans", async (yes, no) => {
    const { types, notes } = await draft(`id,capital\n1,${yes}\n2,${no}\n3,${no}\n`);
    expect(types.capital).toBe("string");
    expect(notes).toContain(`capital is text: it has ${yes} and ${no}, and a boolean is written true or false`);
  });
});
