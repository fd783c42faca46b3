import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../functions/cli/paths";
import { compileDefinitions } from "../../functions/core/definitions/compile";
import type { TableDefinition } from "../../functions/core/documents";
import { VOCABULARY } from "../../functions/core/documents";
import { LIMITS } from "../../functions/core/validation/limits";
import CONTRACT from "../../schemas/meta/contract.json";

const read = (file: string) => readFileSync(join(ROOT, file), "utf8");
const text = (file: string) => read(file).replace(/\s+/g, " ");

const [Ki, Mi, Gi] = [2 ** 10, 2 ** 20, 2 ** 30] as const;
const counted = (value: number) => value.toLocaleString("en-US");

/** A constant of a source file, whose right side is digits and powers of two. */
function constant(file: string, name: string): number {
  const found = new RegExp(`\\b${name}(?:: \\w+)? = ([\\d_]+)(?: \\* 2 \\*\\* (\\d+))?;?$`, "m").exec(read(file));
  if (!found)
    throw new Error(`${file} has no constant ${name}, expected one, as a page speaks of it; correct this test.`);
  return Number(found[1]?.replaceAll("_", "")) * 2 ** Number(found[2] ?? 0);
}

const VALIDATION = "functions/core/validation";
const MOST_FOOTER = constant(`${VALIDATION}/parquet/footer.ts`, "MOST_BYTES");
const WINDOW = constant(`${VALIDATION}/decompressors/codecs/zstd.ts`, "WINDOW");
const { matched, digits } = CONTRACT.limits;

test.each([
  `more than ${LIMITS.ratio} bytes out of each compressed byte after the first ${LIMITS.ratioFloor / Mi} MiB`,
  `more than ${LIMITS.bytes / Gi} GiB after decompression`,
  `a row of more than ${LIMITS.rowLength / Mi} Mi characters`,
  `more than ${counted(LIMITS.columns)} columns, or ${LIMITS.names / Ki} KiB of their names`,
  `more than ${LIMITS.depth} levels of JSON or XML`,
  `among the first ${counted(LIMITS.keys)} keys, or ${LIMITS.keyCharacters / Mi} Mi characters of them`,
  `The first ${LIMITS.problems} problems are described one by one`,
  `A text of more than ${counted(matched)} characters matches no`,
  `a number of more than ${digits} digits satisfies no bound`,
  `Only the footer is read (at most ${MOST_FOOTER / Mi} MiB)`,
  `its window is at most ${WINDOW / Mi} MiB`,
])("docs/validation.md says: %s", (sentence) => {
  expect(text("docs/validation.md")).toContain(sentence);
});

test("docs/validation.md names every format that a row schema may use", () => {
  const [, list = ""] = /those of `schemas\/meta\/contract.json`: ([^.]*)\./.exec(text("docs/validation.md")) ?? [];
  expect([...list.matchAll(/`([^`]+)`/g)].map(([, name]) => name)).toEqual(Object.keys(CONTRACT.formats).sort());
});

test.each([`the first ${counted(LIMITS.keys)} keys of a file, or ${LIMITS.keyCharacters / Mi} Mi characters of them`])(
  "docs/feature-support.md says: %s",
  (sentence) => expect(text("docs/feature-support.md")).toContain(sentence),
);

/** The words of a row of the table of docs/feature-support.md, both columns together. */
function words(area: string): string[] {
  const row = read("docs/feature-support.md")
    .split("\n")
    .find((line) => line.startsWith(`| ${area} |`));
  return (row ?? "")
    .split("|")
    .slice(2)
    .join(",")
    .split(/[,|]/)
    .map((word) => word.trim().split(" ")[0] as string);
}

test.each([
  ["formats", "format"],
  ["compression", "compression"],
  ["encodings", "encoding"],
  ["feeds", "feed"],
  ["`deletes`", "absence"],
  ["`new_columns`", "new_columns"],
  ["marts", "kind"],
  ["`refresh`", "refresh"],
] as const)("docs/feature-support.md has every word of %s", (area, vocabulary) => {
  expect(words(area)).toEqual(expect.arrayContaining([...VOCABULARY[vocabulary]]));
});

test("README.md asks for the Node of package.json", () => {
  const { engines } = JSON.parse(read("package.json"));
  expect(text("README.md")).toContain(`Node ${engines.node.replace(">=", "")} or newer`);
});

test("ADRs name the MiniStack that the launcher asks for", () => {
  const [, version] = /^EMULATOR_VERSION = "(.*)"$/m.exec(read("local/launcher.py")) ?? [];
  for (const page of ["docs/adr/0002-ministack-behind-a-launcher.md", "docs/adr/0014-patches-for-ministack.md"])
    expect(text(page)).toContain(`MiniStack ${version} `);
});

/** The defaults that the page of definitions names, beside those that the build fills in. */
const table = compiledTable();
test.each([
  ["format.delimiter", ",", table.format],
  ["format.quote", '"', table.format],
  ["format.header", true, table.format],
  ["format.encoding", "utf-8", table.format],
  ["deletes", "delete", table],
  ["max_delete_percent", 50, table],
  ["another_file", "hold", table],
  ["max_days_ahead", 2, table],
  ["invalid_rows", "reject_file", table],
  ["new_columns", "reject", table],
  ["crawl", "on_schema_change", table],
])("docs/definitions.md says that the default of %s is %s", (field, value, compiled) => {
  expect((compiled as unknown as Record<string, unknown>)[field.split(".").at(-1) as string]).toEqual(value);
  const line = read("docs/definitions.md")
    .split("\n")
    .find((each) => each.startsWith(`- \`${field}\``));
  expect(line).toMatch(new RegExp(`Default \`?${value}\`?[.;:]`));
});

function compiledTable() {
  const document = { description: "x", grain: "x", format: { type: "csv" }, feed: "snapshot", natural_key: ["id"] };
  const row = { type: "object", required: ["id"], properties: { id: { type: "integer" } } };
  const { tables } = compileDefinitions([
    { path: "schemas/a/b/table.json", text: JSON.stringify(document) },
    { path: "schemas/a/b/row.schema.json", text: JSON.stringify(row) },
  ]);
  return tables["a/b"] as TableDefinition;
}
