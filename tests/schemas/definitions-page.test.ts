import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compileDefinitions } from "../../functions/core/definitions/compile";
import { parseDocument } from "../../functions/core/definitions/document";
import { checkDocument } from "../../functions/core/definitions/meta";
import { VOCABULARY } from "../../functions/core/documents";
import martSchema from "../../schemas/meta/mart.schema.json";
import tableSchema from "../../schemas/meta/table.schema.json";

const ROOT = join(__dirname, "../..");
const PAGE = readFileSync(join(ROOT, "docs/definitions.md"), "utf8");
const part = (title: string) => PAGE.split("\n## ").find((text) => text.startsWith(title)) ?? "";
const [TABLE, MART, ROW] = [part("table.json"), part("mart.json"), part("row.schema.json")];
const code = (text: string) => /```json\n(.*?)```/s.exec(text)?.[1] ?? "";

interface Schema {
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
}

/** Dotted names of all fields of a meta schema. */
function fields({ properties = {}, items, anyOf = [] }: Schema, path = ""): string[] {
  const own = Object.entries(properties).flatMap(([name, schema]) => [
    `${path}${name}`,
    ...fields(schema, `${path}${name}.`),
  ]);
  return [...own, ...(items ? fields(items, path) : []), ...anyOf.flatMap((schema) => fields(schema, path))];
}

test.each([...new Set(fields(tableSchema as Schema))])("the page explains %s of table.json", (field) => {
  expect(TABLE).toContain(`\`${field}\``);
});

test.each([...new Set(fields(martSchema as Schema))])("the page explains %s of mart.json", (field) => {
  expect(MART).toContain(`\`${field}\``);
});

test.each(["encoding", "feed", "absence", "new_columns", "crawl", "severity", "pii_method"] as const)(
  "the page has every word of %s",
  (name) => {
    for (const word of VOCABULARY[name]) expect(TABLE).toContain(`\`${word}\``);
  },
);

test.each(["kind", "cadence", "refresh", "mart_test", "test_severity"] as const)(
  "the page has every word of %s",
  (name) => {
    for (const word of VOCABULARY[name]) expect(MART).toContain(`\`${word}\``);
  },
);

test.each([
  ["table", TABLE],
  ["mart", MART],
] as const)("the example of %s.json is valid", (schema, text) => {
  const document = parseDocument({ path: "docs/definitions.md", text: code(text) });
  expect("problems" in document ? document.problems : checkDocument(document, schema)).toEqual([]);
});

test("the example of row.schema.json compiles", () => {
  const table = { description: "x", grain: "x", format: { type: "csv" }, feed: "snapshot", natural_key: ["Order ID"] };
  const { tables } = compileDefinitions([
    { path: "schemas/a/b/table.json", text: JSON.stringify(table) },
    { path: "schemas/a/b/row.schema.json", text: code(ROW) },
  ]);
  expect(tables["a/b"]?.columns.map(({ name, type, nullable }) => [name, type, nullable])).toEqual([
    ["order_id", "bigint", false],
    ["amount", "decimal(18,2)", false],
    ["day", "date", false],
    ["note", "string", true],
  ]);
});
