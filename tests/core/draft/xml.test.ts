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
