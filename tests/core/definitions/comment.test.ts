import { comment, LONGEST } from "../../../functions/core/definitions/comment";
import { compile, ROW, SNAPSHOT } from "./helpers";

const bytes = (text: string) => Buffer.byteLength(text);

describe("comments of the Glue catalogue", () => {
  it("are in one line", () => {
    expect(comment("  What the\r\n customer\tsaid\u2028to us \n", 255)).toBe("What the customer said to us");
  });

  it("are cut to their bytes, between two characters", () => {
    expect(comment("a".repeat(255), 255)).toBe("a".repeat(255));
    expect(comment("a".repeat(256), 255)).toBe(`${"a".repeat(252)}…`);
    const wide = comment("🙂".repeat(100), 255);
    expect(wide).toBe(`${"🙂".repeat(63)}…`);
    expect(bytes(wide)).toBe(255);
  });

  it("are so in the compiled definitions: of columns, tables and grains", () => {
    const long = `Größe\n${"a".repeat(3_000)}`;
    const row = { ...ROW, properties: { ...ROW.properties, note: { type: "string", description: long } } };
    const table = compile({ table: { ...SNAPSHOT, description: long, grain: long }, row }).tables["shop/orders"];
    const { description = "", grain = "", columns = [] } = table ?? {};
    expect([description, grain, columns.at(-1)?.description].map((text) => bytes(text ?? ""))).toEqual([
      LONGEST.description,
      LONGEST.grain,
      LONGEST.column,
    ]);
    expect([description, grain].join()).not.toContain("\n");
  });
});
