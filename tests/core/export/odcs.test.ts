import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { stringify } from "yaml";
import { connectionFiles, definitionFiles } from "../../../functions/cli/definition-files";
import { ROOT } from "../../../functions/cli/paths";
import { compileConnections } from "../../../functions/core/definitions/connections";
import { compileTables } from "../../../functions/core/definitions/tables";
import type { MartDefinition, RowSchema, TableDefinition, TableJson } from "../../../functions/core/documents";
import { draftFromContract } from "../../../functions/core/export/odcs/read";
import type { Contract } from "../../../functions/core/export/odcs/types";
import { contractOf, martObject, tableObject } from "../../../functions/core/export/odcs/write";
import { sweep } from "../../sweep";
import { mart } from "../fan-in/factory";

const CONNECTIONS = connectionFiles(ROOT);

type Texts = { policy: TableJson; rowSchema: RowSchema };

/** The contract of a table that is written in these two files. */
function contract(id: string, { policy, rowSchema }: Texts): Contract {
  const [source = "", table = ""] = id.split("/");
  const files = Object.entries({ "table.json": policy, "row.schema.json": rowSchema });
  const { tables, problems } = compileTables(
    files.map(([name, value]) => ({ path: `schemas/${id}/${name}`, text: JSON.stringify(value) })),
    compileConnections(CONNECTIONS),
  );
  expect(problems).toEqual([]);
  const compiled = tables[`${source}/${table}`] as TableDefinition;
  return contractOf(`sluice:${id}`, "0.1.0", [tableObject({ table: compiled, policy, rowSchema })]);
}

const from = (document: unknown, id = "demo/towns") => {
  const [source = "", table = ""] = id.split("/");
  return draftFromContract({
    source,
    table,
    fileName: "towns.yaml",
    text: stringify(document),
    connections: CONNECTIONS,
  });
};
const back = (document: Contract, id: string): Texts => {
  const { table, rowSchema } = from(document, id);
  return { policy: JSON.parse(table), rowSchema: JSON.parse(rowSchema) };
};
/** The order of `required` means nothing. */
const sorted = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (key, inner) =>
    key === "required" && Array.isArray(inner) ? inner.sort() : inner,
  );

describe("a table becomes a contract and the same table again", () => {
  const files = definitionFiles(ROOT);
  const ids = files.flatMap(({ path }) => /^schemas\/(.+)\/table\.json$/.exec(path)?.[1] ?? []);

  test.each(ids)("%s", (id) => {
    const read = (name: string) => JSON.parse(files.find(({ path }) => path === `schemas/${id}/${name}`)?.text ?? "");
    const texts = { policy: read("table.json"), rowSchema: read("row.schema.json") };
    expect(sorted(back(contract(id, texts), id))).toEqual(sorted(texts));
  });

  const described = { description: "Towns", grain: "one row per town" };
  const HEAD = { $schema: "https://json-schema.org/draft/2020-12/schema", type: "object" };

  test("with dates in patterns, a key of two columns, a partition, and what the standard cannot say", () => {
    const texts: Texts = {
      policy: {
        $schema: "../../meta/table.schema.json",
        ...described,
        format: { type: "csv", delimiter: ";", date_patterns: { day: "dd.MM.yyyy" } },
        feed: "changes",
        natural_key: ["Town No", "zip"],
        sequence_by: "day",
        partition_by: "day",
        invalid_rows: { quarantine: { max_percent: 5 } },
      },
      rowSchema: {
        ...HEAD,
        title: "A town",
        required: ["zip", "Town No", "day"],
        additionalProperties: false,
        properties: {
          "Town No": { type: "integer", minimum: 1, title: "Number" },
          zip: { type: "string", pattern: "^[0-9]{5}$", maxLength: 5, examples: ["50667"] },
          day: { type: "string", format: "date" },
          kind: { type: ["null", "string"], enum: ["city", "village", null] },
          area: { $ref: "#/$defs/area" },
        },
        $defs: { area: { type: ["number", "null"], multipleOf: 0.01, maximum: 1e6 } },
      },
    };
    const document = contract("demo/towns", texts);
    expect(document.schema?.[0]?.properties?.slice(0, 3)).toMatchObject([
      { name: "Town No", physicalName: "town_no", physicalType: "bigint", primaryKey: true, primaryKeyPosition: 1 },
      { name: "zip", primaryKeyPosition: 2, logicalTypeOptions: { pattern: "^[0-9]{5}$", maxLength: 5 } },
      { name: "day", logicalType: "date", logicalTypeOptions: { format: "dd.MM.yyyy" }, partitioned: true },
    ]);
    expect(sorted(back(document, "demo/towns"))).toEqual(sorted(texts));
  });

  const scalar = fc.oneof(
    fc.record(
      { type: fc.constant("integer"), minimum: fc.integer(), description: fc.string() },
      { requiredKeys: ["type"] },
    ),
    fc.record({ type: fc.constant("number"), multipleOf: fc.constantFrom(0.1, 0.001) }, { requiredKeys: ["type"] }),
    fc.record({ type: fc.constant("string"), format: fc.constantFrom("date", "date-time", "time", "email") }),
    fc.record({
      type: fc.constant("string"),
      minLength: fc.nat(9),
      title: fc.string(),
      examples: fc.array(fc.string()),
    }),
    fc.record({
      type: fc.constant("string"),
      enum: fc.uniqueArray(fc.string(), { minLength: 1 }),
      deprecated: fc.boolean(),
    }),
    fc.record({ type: fc.constant("boolean") }),
  );
  const nullable = <T extends { type: unknown }>(schema: fc.Arbitrary<T>) =>
    fc.tuple(schema, fc.constantFrom("no", "yes", "first")).map(([each, how]) => {
      if (how === "no" || "enum" in each) return each;
      return { ...each, type: how === "yes" ? [each.type, "null"] : ["null", each.type] };
    });
  const name = fc.stringMatching(/^[a-z]{1,6}$/);
  const object = (inner: fc.Arbitrary<object>) =>
    fc.dictionary(name, inner, { minKeys: 1, maxKeys: 4, noNullPrototype: true }).chain((properties) =>
      fc.subarray(Object.keys(properties)).map((required) => ({
        type: "object",
        properties,
        ...(required.length > 0 && { required: required.reverse() }),
      })),
    );
  const value = nullable(scalar);
  const nested = fc.oneof(
    value,
    nullable(fc.record({ type: fc.constant("array"), items: value })),
    nullable(object(value)),
  );

  test("whatever its properties are", () => {
    fc.assert(
      fc.property(object(nested), (row) => {
        const policy: TableJson = {
          $schema: "../../meta/table.schema.json",
          ...described,
          format: { type: "jsonl" },
          feed: "snapshot",
          natural_key: [],
        };
        const texts = { policy, rowSchema: { ...HEAD, ...row } };
        expect(sorted(back(contract("demo/towns", texts), "demo/towns"))).toEqual(sorted(texts));
      }),
      sweep(20, 1000),
    );
  });
});

describe("a contract from elsewhere", () => {
  const base = { apiVersion: "v3.0.2", kind: "DataContract", id: "1", version: "1.0.0", status: "active" };
  const towns = {
    ...base,
    team: [{ username: "ana" }],
    servers: [{ server: "lake", type: "s3", location: "s3://lake/", format: "json", delimiter: "new_line" }],
    schema: [
      {
        name: "towns",
        dataGranularityDescription: "one row per town",
        properties: [
          { name: "zip", logicalType: "string", required: true, primaryKey: true, primaryKeyPosition: 1 },
          { name: "area", physicalType: "NUMERIC(10, 2)", unique: true },
          { name: "founded", logicalType: "date", logicalTypeOptions: { format: "dd.MM.yyyy" } },
          { name: "names", logicalType: "array", items: { logicalType: "string", required: true } },
        ],
      },
    ],
  };

  test("becomes a definition, and says what was assumed and what is left out", () => {
    const { table, rowSchema, notes } = from(towns);
    expect(JSON.parse(table)).toEqual({
      $schema: "../../meta/table.schema.json",
      description: "The table towns of a contract",
      grain: "one row per town",
      format: { type: "jsonl", date_patterns: { founded: "dd.MM.yyyy" } },
      feed: "snapshot",
      natural_key: ["zip"],
    });
    expect(JSON.parse(rowSchema)).toEqual({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      required: ["zip"],
      properties: {
        zip: { type: "string" },
        area: { type: ["number", "null"], multipleOf: 0.01 },
        founded: { type: ["string", "null"], format: "date" },
        names: { type: ["array", "null"], items: { type: "string" } },
      },
    });
    expect(notes).toEqual([
      "The format is jsonl, as the server of the contract says.",
      "The natural key is zip, the primary key of the contract.",
      "The feed is snapshot: each file holds the whole table; use changes if files hold only what changed, or only add rows, as a log does.",
      "Left out, as a definition has no place for it: team.",
      "Left out: that area is unique; a mart can test it.",
    ]);
  });

  test("is refused with the line where it breaks the standard", () => {
    const wrong = { ...base, schema: [{ name: "towns", properties: [{ name: "zip", logicalType: "text" }] }] };
    expect(() => from(wrong)).toThrow(
      'towns.yaml:10: "schema[0].properties[0].logicalType" is "text", expected one of "string", "date", "timestamp", "time", "number", "integer", "object", "array", "boolean"; correct it.',
    );
    const { status: _, ...without } = towns;
    expect(() => from(without)).toThrow('towns.yaml:1: "status" is missing; add it');
  });

  test("is refused when it is no contract, or no YAML", () => {
    expect(() => from({ kind: "Pod" })).toThrow(
      "towns.yaml: this is no contract of the Open Data Contract Standard 3: expected kind DataContract and apiVersion v3.x, found kind Pod; give such a contract.",
    );
    const text = "kind: DataContract\napiVersion: [";
    expect(() =>
      draftFromContract({ source: "demo", table: "towns", fileName: "towns.yaml", text, connections: [] }),
    ).toThrow(/^towns\.yaml:2: this is no YAML: .+; correct it\.$/);
  });

  test("of several tables gives the one with the new table's name", () => {
    const two = { ...towns, schema: [...towns.schema, { ...towns.schema[0], name: "demo_villages" }] };
    expect(JSON.parse(from(two, "demo/villages").table).description).toBe("The table demo_villages of a contract");
    expect(() => from(two, "demo/roads")).toThrow(
      "towns.yaml: expected one table, or one that is called demo_roads or roads, found towns, demo_villages; name the new table after one of them.",
    );
  });

  test("without columns, or with a column that has no type here, has no definition", () => {
    expect(() => from({ ...base, schema: [{ name: "towns" }] })).toThrow(
      "towns.yaml: the table towns has no properties, expected its columns; add them.",
    );
    const empty = { ...base, schema: [{ name: "towns", properties: [{ name: "o", logicalType: "object" }] }] };
    expect(() => from(empty)).toThrow(
      /^towns\.yaml gives no definition of demo\/towns: the property "o" has no column type/,
    );
  });
});

test("a mart's contract has its columns, its key and its tests, and obeys the standard", () => {
  const sales: MartDefinition = {
    ...mart("fact_sales", 0),
    kind: "fact",
    description: "Sales",
    grain: "one row per order",
    natural_key: ["order_id"],
    partition_by: "order_date",
    tests: [
      { type: "not_null", severity: "halt", columns: ["order_id", "status"] },
      { type: "accepted_values", severity: "halt", column: "status", values: ["placed", "paid"] },
      { type: "unique", severity: "halt", columns: ["order_id", "status"] },
      { type: "row_count_change", severity: "halt", max_percent: 20 },
    ],
  };
  const columns = [
    { name: "order_id", type: "bigint", description: "The order" },
    { name: "order_date", type: "date", description: "" },
    { name: "status", type: "string", description: "" },
  ];
  const document = contractOf("sluice:fact_sales", "0.1.0", [martObject(sales, columns)]);
  expect(document.schema).toEqual([
    {
      name: "fact_sales",
      logicalType: "object",
      physicalType: "table",
      description: "Sales",
      dataGranularityDescription: "one row per order",
      properties: [
        {
          ...{ name: "order_id", description: "The order", logicalType: "integer", physicalType: "bigint" },
          ...{ required: true, primaryKey: true, primaryKeyPosition: 1 },
        },
        {
          ...{ name: "order_date", logicalType: "date", physicalType: "date" },
          ...{ partitioned: true, partitionKeyPosition: 1 },
        },
        {
          ...{ name: "status", logicalType: "string", physicalType: "string", required: true },
          quality: [
            { type: "library", metric: "invalidValues", arguments: { validValues: ["placed", "paid"] }, mustBe: 0 },
          ],
        },
      ],
      quality: [
        { type: "library", metric: "duplicateValues", arguments: { properties: ["order_id", "status"] }, mustBe: 0 },
        {
          type: "custom",
          engine: "sluice",
          implementation: { type: "row_count_change", severity: "halt", max_percent: 20 },
        },
      ],
      customProperties: [{ property: "sluiceMart", value: { kind: "fact", inputs: [] } }],
    },
  ]);
  expect(() => from(document, "demo/towns")).not.toThrow();
});

test("a dimension requires no column, as its member unknown has nulls, and keeps the test", () => {
  const tests: MartDefinition["tests"] = [{ type: "not_null", severity: "halt", columns: ["country"] }];
  const customers = { ...mart("dim_customer", 0), kind: "dimension" as const, surrogate_key: "customer_key", tests };
  const columns = ["customer_key", "country"].map((name) => ({ name, type: "string", description: "" }));
  const { properties = [], quality } = martObject(customers, columns);
  expect(properties.map(({ name, primaryKey, required }) => [name, primaryKey, required])).toEqual([
    ["customer_key", true, undefined],
    ["country", undefined, undefined],
  ]);
  expect(quality).toEqual([{ type: "custom", engine: "sluice", implementation: tests[0] }]);
});

test("the standard's schema comes with its licence", () => {
  const folder = join(ROOT, "schemas/odcs");
  expect(readdirSync(folder).sort()).toEqual(["LICENSE", "README.md", "odcs-json-schema-v3.1.0.json"]);
  expect(readFileSync(join(folder, "LICENSE"), "utf8")).toContain("Apache License");
});
