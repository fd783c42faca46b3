import { compile, problems, ROW, SNAPSHOT } from "./helpers";

const ERP = { "glue/connections/erp.json": { description: "The ERP", database: "oracle" } };
const MYSQL = { "glue/connections/erp.json": { description: "The ERP", database: "mysql" } };
const { lines: _, ...flat } = ROW.properties;
const ROWS = { ...ROW, properties: flat };
const PULLED = {
  ...SNAPSHOT,
  format: { type: "parquet" },
  source: { jdbc: { connection: "erp", relation: "shop.orders" } },
};
const CHANGES = { ...PULLED, feed: "changes", sequence_by: "updated_at" };
const jdbc = (fields: object, table: object = PULLED) => ({
  ...table,
  source: { jdbc: { ...PULLED.source.jdbc, ...fields } },
});
const found = (table: object, more: Record<string, object> = ERP, row: object = ROWS) =>
  problems({ table: table as never, row: row as never, more: more as never }).map((line) =>
    line.replace(/^[^ ]+: /, ""),
  );
const compiled = (table: object) =>
  compile({ table: table as never, row: ROWS as never, more: ERP }).tables["shop/orders"]?.jdbc;

test("a table that is pulled from a database gets what it does not say", () => {
  expect(compiled(PULLED)).toEqual({
    connection: "erp",
    database: "oracle",
    relation: "shop.orders",
    query: null,
    schema: "declared",
    split_by: null,
    connections: 1,
    fetch_size: 5000,
    watermark: null,
    schedule: null,
  });
  expect(compiled(jdbc({ split_by: "key" }))).toMatchObject({
    split_by: { columns: ["order_id"], hash: true },
    connections: 4,
  });
  expect(compiled(jdbc({ split_by: "rowid" }))).toMatchObject({
    split_by: { columns: [], hash: false },
    connections: 4,
  });
  const watermark = { column: "updated_at", overlap: 3600 };
  expect(compiled(jdbc({ watermark, split_by: { column: "order_id" }, connections: 8 }, CHANGES))).toMatchObject({
    split_by: { columns: ["order_id"], hash: false },
    connections: 8,
    watermark,
  });
});

test("a table that follows its database takes new columns", () => {
  const follows = jdbc({ schema: "database" });
  const { new_columns, jdbc: source } = compile({ table: follows as never, row: ROWS as never, more: ERP }).tables[
    "shop/orders"
  ] as never as { new_columns: string; jdbc: object };
  expect([new_columns, source]).toEqual(["evolve", expect.objectContaining({ schema: "database" })]);
  expect(found({ ...follows, new_columns: "evolve" })).toEqual([]);
  expect(found({ ...follows, new_columns: "reject" })).toEqual([
    '"new_columns" is "reject", expected "evolve", since "source.jdbc.schema" is "database", whose columns become columns of the table; remove it.',
  ]);
});

test("a connection is a definition of its own", () => {
  expect(compile({ more: ERP }).connections).toEqual({
    erp: { id: "erp", description: "The ERP", database: "oracle", driver: null },
  });
  const more = {
    "glue/connections/ERP.json": ERP["glue/connections/erp.json"],
    "glue/connections/crm.json": { description: "x", database: "orcale" },
  };
  expect(problems({ more })).toEqual([
    'glue/connections/ERP.json:1: the connection "ERP" is no name, expected a lower-case letter, then letters, digits and underscores; rename the file.',
    'glue/connections/crm.json:3: "database" is "orcale", expected one of "oracle", "postgresql", "mysql", "sqlserver"; correct it. Did you mean "oracle"?',
  ]);
});

test.each<[string, object, string[], Record<string, object>?]>([
  [
    "an unknown connection",
    jdbc({ connection: "epr" }),
    [
      '"source.jdbc.connection" names "epr", expected one of "erp"; describe it in glue/connections/epr.json, or correct the name.',
    ],
  ],
  [
    "another format than a pull writes",
    { ...PULLED, format: { type: "csv" } },
    ['"format.type" is "csv", expected "parquet", which a pull from a database writes; correct it.'],
  ],
  [
    "neither relation nor query",
    jdbc({ relation: undefined }),
    ['"source.jdbc" has neither of "relation" and "query", expected one; correct it.'],
  ],
  [
    "both",
    jdbc({ query: "select 1" }),
    ['"source.jdbc" has both of "relation" and "query", expected one; correct it.'],
  ],
  [
    "a relation that is more than a name",
    jdbc({ relation: "orders; drop table orders" }),
    [
      '"source.jdbc.relation" is "orders; drop table orders", expected A table or view as the database calls it, such as shop.orders; correct it.',
    ],
  ],
  [
    "several connections that nothing divides",
    jdbc({ connections: 4 }),
    [
      '"source.jdbc.connections" is 4, expected "split_by" beside it, which says how they share the rows; add it, or remove "connections".',
    ],
  ],
  [
    "several connections that cannot read one instant",
    jdbc({ connections: 4, split_by: "key" }),
    [
      '"source.jdbc.connections" is 4, expected 1: several connections to MySQL cannot read one instant of a table; remove it.',
    ],
    MYSQL,
  ],
  [
    "a split by a text",
    jdbc({ split_by: { column: "note" } }),
    [
      '"source.jdbc.split_by.column" names "note", a string, expected an integer, a date or a date-time; choose another property.',
    ],
  ],
  [
    "a hash of no key",
    { ...jdbc({ split_by: "key" }), natural_key: [] },
    ['"source.jdbc.split_by" is "key", and "natural_key" is []; name a column to split by.'],
  ],
  [
    "addresses of what is no table",
    jdbc({ split_by: "rowid", relation: undefined, query: "select 1 from dual" }),
    [
      '"source.jdbc.split_by" is "rowid", which divides the rows of a table of Oracle, and there is a "query"; name "key" or a column.',
    ],
  ],
  [
    "addresses of another database",
    jdbc({ split_by: "rowid" }),
    [
      '"source.jdbc.split_by" is "rowid", which divides the rows of a table of Oracle, and the database is MySQL; name "key" or a column.',
    ],
    MYSQL,
  ],
  [
    "a watermark of snapshots",
    jdbc({ watermark: { column: "updated_at", overlap: 0 } }),
    [
      '"source.jdbc.watermark" pulls the rows that changed, expected the feed "changes", found "snapshot", where absent rows are deleted; remove it, or correct "feed".',
    ],
  ],
  [
    "a watermark without overlap",
    jdbc({ watermark: { column: "updated_at" } }, CHANGES),
    [
      '"overlap" is missing in "source.jdbc.watermark"; add it (How far below the last value to read again, for changes that were committed late: seconds, or units of an integer).',
    ],
  ],
])("is refused: %s", (_, table, sentences, more = ERP) => {
  expect(found(table, more)).toEqual(sentences);
});

test("a nested property is refused, as no database column holds one", () => {
  expect(found(PULLED, ERP, ROW)).toEqual([
    'the property "lines" is a array<string>, expected single values of a table that is pulled from a database; declare a string, and have "query" make a text of it.',
  ]);
});
