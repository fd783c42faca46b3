import { CHANGES, compile, problems, ROW, SNAPSHOT, without } from "./helpers";

describe("a table.json", () => {
  test("compiles with its defaults filled in", () => {
    expect(compile().tables["shop/orders"]).toEqual({
      id: "shop/orders",
      source: "shop",
      table: "orders",
      name: "shop_orders",
      description: "Orders",
      grain: "one row per order",
      format: {
        type: "csv",
        delimiter: ",",
        quote: '"',
        header: true,
        encoding: "utf-8",
        null_values: [""],
        boolean_values: { true: ["true"], false: ["false"] },
        columns: {},
      },
      feed: "snapshot",
      natural_key: ["order_id"],
      sequence_by: null,
      operation: null,
      deletes: "delete",
      max_delete_percent: 50,
      zero_padded: [],
      another_file: "hold",
      jdbc: null,
      batch_date: { file_name_pattern: null },
      max_days_ahead: 2,
      first_date: null,
      partition_by: "load_date",
      invalid_rows: "reject_file",
      new_columns: "reject",
      crawl: "on_schema_change",
      columns: [
        {
          name: "order_id",
          source_name: "order_id",
          type: "bigint",
          nullable: false,
          description: null,
          pattern: null,
        },
        {
          name: "updated_at",
          source_name: "updated_at",
          type: "timestamp",
          nullable: false,
          description: null,
          pattern: null,
        },
        { name: "op", source_name: "op", type: "string", nullable: false, description: null, pattern: null },
        {
          name: "lines",
          source_name: "lines",
          type: "array<string>",
          nullable: true,
          description: null,
          pattern: null,
        },
        {
          name: "note",
          source_name: "note",
          type: "string",
          nullable: true,
          description: "What the customer said",
          pattern: null,
        },
      ],
      row_schema: ROW,
    });
  });

  test("names columns by property, which the compiled definition has by column", () => {
    const row = {
      type: "object",
      required: ["Order ID", "At"],
      properties: { "Order ID": { type: "integer" }, At: { type: "string", format: "date" } },
    };
    const table = { ...SNAPSHOT, natural_key: ["Order ID"], partition_by: "At" };
    expect(compile({ row, table }).tables["shop/orders"]).toMatchObject({
      natural_key: ["order_id"],
      partition_by: "at",
    });
  });

  test("of type tsv compiles to csv with a tab", () => {
    const table = { ...SNAPSHOT, format: { type: "tsv" } };
    expect(compile({ table }).tables["shop/orders"]?.format).toMatchObject({ type: "csv", delimiter: "\t" });
  });

  test("takes the order of the files for sequence_by, unless a property has its name", () => {
    const sequenceOf = (row: Record<string, unknown>) =>
      compile({ table: { ...CHANGES, sequence_by: "file_order" }, row }).tables["shop/orders"]?.sequence_by;
    expect(sequenceOf(ROW)).toBe("file_order");
    const properties = { ...ROW.properties, file_order: { type: "string" } };
    expect(() => sequenceOf({ ...ROW, properties })).toThrow('"sequence_by" names "file_order", a string, expected');
  });

  test("keeps the meaning of operations", () => {
    expect(compile({ table: CHANGES }).tables["shop/orders"]?.operation).toEqual({
      column: "op",
      insert: ["I"],
      update: [],
      delete: ["D"],
    });
  });

  describe("a preset of operations", () => {
    const WORDS = { type: "string" };
    const compiled = (operation: Record<string, unknown>, properties: Record<string, unknown>, format = "jsonl") => {
      const row = { ...ROW, required: ["order_id", "updated_at"], properties: { ...ROW.properties, ...properties } };
      return compile({ table: { ...CHANGES, format: { type: format }, operation }, row }).tables["shop/orders"];
    };

    test("is the column and the values of a tool", () => {
      const dms = compiled({ preset: "dms" }, { Op: WORDS, op: undefined }, "csv");
      expect(dms?.operation).toEqual({ column: "op", insert: ["I"], update: ["U"], delete: ["D"] });
      expect(dms?.row_schema).toMatchObject({
        required: ["order_id", "updated_at", "Op"],
        properties: { Op: { type: "string", enum: ["I", "U", "D"] } },
      });
    });

    test("with a default takes rows without an operation", () => {
      const dms = compiled({ preset: "dms", default: "insert" }, { Op: { type: ["string", "null"] }, op: undefined });
      expect(dms?.operation).toMatchObject({ column: "op", default: "insert" });
      expect(dms?.row_schema).toMatchObject({
        required: ["order_id", "updated_at"],
        properties: { Op: { enum: ["I", "U", "D", "", null] } },
      });
    });

    test("is looked for in envelopes, unless a column is named", () => {
      const properties = { __op: WORDS, op: undefined };
      const enveloped = { insert: ["c", "r"], update: ["u"], delete: ["d"], envelope: true };
      expect(compiled({ preset: "debezium" }, properties)?.operation).toEqual({ column: "op", ...enveloped });
      const flat = compiled({ preset: "debezium", column: "__op" }, properties, "csv");
      expect(flat?.operation).toEqual({ column: "op", insert: ["c", "r"], update: ["u"], delete: ["d"] });
    });
  });
});

const T = "schemas/shop/orders/table.json";
describe("a table.json is refused for", () => {
  test.each<[string, Record<string, unknown> | string, string[]]>([
    [
      "broken JSON",
      '{\n "grain": "x",,\n}',
      [`${T}:2: this is not valid JSON (property name expected), found ","; correct it there or just before.`],
    ],
    [
      "an empty file",
      "",
      [
        `${T}:1: this is not valid JSON (value expected), found "the end of the file"; correct it there or just before.`,
      ],
    ],
    [
      "a field written twice",
      '{\n "grain": "x",\n "grain": "y"\n}',
      [`${T}:3: "grain" is written twice in one object; keep one of them.`],
    ],
    [
      "a misspelt field, and the one that is missing for it",
      { ...without(SNAPSHOT, "grain"), grian: "x" },
      [
        `${T}:1: "grain" is missing; add it (What one row is: one row per order).`,
        `${T}:10: unknown field "grian", expected one of "$schema", "description", "grain", "format", "feed", "natural_key", "sequence_by", "operation", "deletes", "zero_padded", "max_delete_percent", "another_file", "batch_date", "max_days_ahead", "first_date", "partition_by", "invalid_rows", "new_columns", "crawl", "source"; rename or remove it. Did you mean "grain"?`,
      ],
    ],
    [
      "a word outside the vocabulary",
      { ...SNAPSHOT, feed: "snapshots" },
      [`${T}:7: "feed" is "snapshots", expected one of "snapshot", "changes"; correct it. Did you mean "snapshot"?`],
    ],
    [
      "a number that is text",
      { ...SNAPSHOT, max_delete_percent: "5" },
      [`${T}:11: "max_delete_percent" is "5", expected a number; correct it.`],
    ],
    [
      "a number out of range",
      { ...SNAPSHOT, max_delete_percent: 200 },
      [`${T}:11: "max_delete_percent" is 200, expected at most 100; correct it.`],
    ],
    [
      "a padded property that does not exist, and one that is no number",
      { ...SNAPSHOT, zero_padded: ["order", "note"] },
      [
        `${T}:12: "zero_padded" names "order", which row.schema.json does not have; name one of its properties.`,
        `${T}:13: "zero_padded" names "note", a string, expected an integer or a number; choose another property.`,
      ],
    ],
    [
      "padded numbers of a format whose numbers are numbers",
      { ...SNAPSHOT, format: { type: "jsonl" }, zero_padded: ["order_id"] },
      [`${T}:11: "zero_padded" applies to csv, tsv and xml, found jsonl, whose numbers are numbers; remove it.`],
    ],
    [
      "an option of another format",
      { ...SNAPSHOT, format: { type: "jsonl", delimiter: ";" } },
      [`${T}:6: "format.delimiter" does not apply here; remove it.`],
    ],
    [
      "xml without its row_tag",
      { ...SNAPSHOT, format: { type: "xml" } },
      [`${T}:4: "row_tag" is missing in "format"; add it.`],
    ],
    [
      "a key that is no property",
      { ...SNAPSHOT, natural_key: ["order_idd"] },
      [
        `${T}:9: "natural_key" names "order_idd", which row.schema.json does not have; name one of its properties. Did you mean "order_id"?`,
      ],
    ],
    [
      "a key that can be null",
      { ...SNAPSHOT, natural_key: ["note"] },
      [
        `${T}:9: "natural_key" names "note", which can be null, expected a property that never is; add it to "required" in row.schema.json, without the type null.`,
      ],
    ],
    [
      "a key that is no single value",
      { ...SNAPSHOT, natural_key: ["lines"] },
      [
        `${T}:9: "natural_key" names "lines", a array<string>, expected a single value; choose another property.`,
        `${T}:9: "natural_key" names "lines", which can be null, expected a property that never is; add it to "required" in row.schema.json, without the type null.`,
      ],
    ],
    [
      "changes without sequence_by",
      without(CHANGES, "sequence_by"),
      [
        `${T}:1: "sequence_by" is missing; add the property that orders the versions of one key, as the feed is changes.`,
      ],
    ],
    [
      "changes without a key",
      { ...CHANGES, natural_key: [] },
      [`${T}:8: "natural_key" is [], expected the properties that identify a row, as the feed is changes; add them.`],
    ],
    [
      "a sequence that is text",
      { ...CHANGES, sequence_by: "op" },
      [
        `${T}:11: "sequence_by" names "op", a string, expected an integer, a date or a date-time; choose another property.`,
      ],
    ],
    [
      "a field of another feed",
      { ...SNAPSHOT, sequence_by: "updated_at" },
      [`${T}:11: "sequence_by" applies to the feed changes, found snapshot; remove it.`],
    ],
    [
      "deletes of changes",
      { ...CHANGES, deletes: "ignore" },
      [`${T}:21: "deletes" applies to the feed snapshot, found changes; remove it.`],
    ],
    [
      "an operation column that is none",
      { ...CHANGES, operation: { column: "opp", delete: ["D"] } },
      [
        `${T}:13: "operation.column" names "opp", which row.schema.json does not have; name one of its properties. Did you mean "op"?`,
      ],
    ],
    [
      "an operation that is not listed",
      { ...CHANGES, operation: { column: "op", delete: ["D"] } },
      [
        `${T}:12: "operation" does not list "I", which row.schema.json allows in "op"; add it to insert, update or delete.`,
      ],
    ],
    [
      "an operation with two meanings",
      { ...CHANGES, operation: { column: "op", insert: ["I"], delete: ["D", "I"] } },
      [`${T}:12: "operation" lists "I" twice, expected one meaning for each value; remove one.`],
    ],
    [
      "an operation without meaning",
      { ...CHANGES, operation: { column: "op" } },
      [`${T}:12: "operation" is {"column":"op"}, expected 2 or more fields; add them.`],
    ],
    [
      "an operation that lists no value",
      { ...CHANGES, operation: { column: "note", default: "insert" } },
      [`${T}:12: "operation" lists no value, expected some in insert, update or delete; add them.`],
    ],
    [
      "a default of a property that is required",
      { ...CHANGES, operation: { column: "op", insert: ["I"], delete: ["D"], default: "insert" } },
      [
        `${T}:20: "operation.default" says what a row without "op" is, but row.schema.json requires it; take it out of "required", or remove the default.`,
      ],
    ],
    [
      "a preset with values of its own, and one that does not exist",
      { ...CHANGES, operation: { preset: "dsm", insert: ["I"] } },
      [
        `${T}:14: "operation.insert" does not apply here; remove it.`,
        `${T}:13: "operation.preset" is "dsm", expected one of "dms", "debezium", "goldengate"; correct it.`,
      ],
    ],
    [
      "an envelope in a format without one",
      { ...CHANGES, format: { type: "csv" }, operation: { preset: "goldengate" } },
      [
        `${T}:12: "operation.column" names "__op_type", which row.schema.json does not have; name one of its properties.`,
      ],
    ],
    [
      "a partition that is no property",
      { ...SNAPSHOT, partition_by: "day" },
      [`${T}:11: "partition_by" names "day", which row.schema.json does not have; name one of its properties.`],
    ],
    [
      "a pattern that is none",
      { ...SNAPSHOT, batch_date: { file_name_pattern: "(x" } },
      [
        `${T}:12: "batch_date.file_name_pattern" is no regular expression (Invalid regular expression: /(x/: Unterminated group); correct it.`,
      ],
    ],
    [
      "a pattern without a date",
      { ...SNAPSHOT, batch_date: { file_name_pattern: "x" } },
      [
        `${T}:12: "batch_date.file_name_pattern" has no group named date, expected one such as (?<date>\\d{8}); add it.`,
      ],
    ],
    [
      "parts that nothing closes",
      { ...SNAPSHOT, another_file: { parts: {} } },
      [`${T}:12: "another_file.parts" is {}, expected 1 or more fields; add them.`],
    ],
    [
      "parts that two things close",
      { ...SNAPSHOT, another_file: { parts: { count: 2, quiet_minutes: 3 } } },
      [`${T}:12: "another_file.parts" is {"count":2,"quiet_minutes":3}, expected at most 1 field; remove the others.`],
    ],
    [
      "a misspelt way to close parts",
      { ...SNAPSHOT, another_file: { parts: { sucess_file: "_SUCCESS" } } },
      [
        `${T}:13: unknown field "sucess_file" of "another_file.parts", expected one of "success_file", "count", "manifest", "quiet_minutes"; rename or remove it. Did you mean "success_file"?`,
      ],
    ],
    [
      "parts of another name",
      { ...SNAPSHOT, another_file: { part: { count: 2 } } },
      [
        `${T}:11: "parts" is missing in "another_file"; add it (All files of one batch date together are one snapshot; what says that it is complete).`,
        `${T}:12: unknown field "part" of "another_file", expected one of "parts"; rename or remove it. Did you mean "parts"?`,
      ],
    ],
    [
      "a file without a date that closes parts with dates in their names",
      {
        ...SNAPSHOT,
        another_file: { parts: { success_file: "_SUCCESS" } },
        batch_date: { file_name_pattern: "(?<date>\\d{8})" },
      },
      [
        `${T}:11: "another_file.parts" is closed by the file _SUCCESS, whose name has no date, yet "batch_date" says that names have one; remove "batch_date" and upload the files under dt=YYYY-MM-DD/, or use "count" or "quiet_minutes".`,
      ],
    ],
    [
      "a misspelt choice",
      { ...SNAPSHOT, deletes: { witin: "note" } },
      [`${T}:11: "deletes" with "witin" is not supported yet; use delete or ignore.`],
    ],
  ])("%s", (_, table, sentences) => {
    expect(problems({ table })).toEqual(sentences);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ["the feed events", { feed: "events" }, 'feed "events" is not supported yet; use snapshot or changes.'],
    [
      "deletes within a scope",
      { deletes: { within: "note" } },
      '"deletes" with "within" is not supported yet; use delete or ignore.',
    ],
    ["the misspelt inside of what is not supported", { deletes: { witin: "note" } }, '"deletes" with "witin" is not'],
    ["rules", { rules: [] }, '"rules" is not supported yet; remove it.'],
    ["pii", { pii: [] }, '"pii" is not supported yet; remove it.'],
  ])("what this version does not support, told at once and never offered: %s", (_, change, sentence) => {
    const found = problems({ table: { ...SNAPSHOT, ...change } });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^schemas\/shop\/orders\/table\.json:\d+: /);
    expect(found[0]).toContain(sentence);
  });
});

describe("a table's folder", () => {
  const other = (path: string) => ({ [`${path}/table.json`]: SNAPSHOT, [`${path}/row.schema.json`]: ROW });

  test("with one of the two files is refused", () => {
    const more = { "schemas/a/b/row.schema.json": ROW, "schemas/a/c/table.json": SNAPSHOT };
    expect(problems({ more })).toEqual([
      "schemas/a/b/table.json:1: the file is missing, expected it beside row.schema.json; add it.",
      "schemas/a/c/row.schema.json:1: the file is missing, expected it beside table.json; add it.",
    ]);
  });

  test("with another kind of name is refused", () => {
    expect(problems({ more: other("schemas/Shop/orders") })).toEqual([
      'schemas/Shop/orders:1: the folder "Shop" is no name, expected a lower-case letter, then letters, digits and underscores; rename it.',
    ]);
  });

  test("whose staging name or view is another table's is refused", () => {
    expect(problems({ more: { ...other("schemas/a/b_c"), ...other("schemas/a_b/c") } })).toEqual([
      'schemas/a_b/c/table.json:1: the tables a/b_c and a_b/c both give "staging.a_b_c"; rename the folder of one.',
    ]);
    expect(problems({ more: other("schemas/shop/orders_current") })).toEqual([
      'schemas/shop/orders_current/table.json:1: the tables shop/orders and shop/orders_current both give "staging.shop_orders_current"; rename the folder of one.',
    ]);
  });

  test("every problem of every file is told at once", () => {
    const more = { "schemas/a/b/table.json": "{", "schemas/a/b/row.schema.json": { type: "array" } };
    expect(problems({ table: { ...SNAPSHOT, feed: "x" }, more })).toHaveLength(4);
  });
});
