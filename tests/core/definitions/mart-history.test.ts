import { CHANGES, compile, MART, type Project, problems, ROW, SNAPSHOT } from "./helpers";

const ORDERS = { name: "staging.shop_orders_history", cadence: "daily" };
const PLACES = { name: "staging.shop_places_history", cadence: "any" };
const PLACE = { name: "place", input: PLACES.name, key: { note: "place_id" } };
const SCD2 = { ...MART, kind: "scd2", inputs: [ORDERS, PLACES], joins: [PLACE] };
const SQL = "select order_id, place.city as city, effective_from,\n  effective_to\nfrom staging.shop_orders_history o";

const PLACES_ROW = {
  type: "object",
  required: ["place_id", "version"],
  properties: { place_id: { type: "string" }, city: { type: "string" }, version: { type: "integer" } },
};
const tables = (places: Record<string, unknown> = {}) => ({
  "schemas/shop/places/table.json": { ...SNAPSHOT, natural_key: ["place_id"], ...places },
  "schemas/shop/places/row.schema.json": PLACES_ROW,
});
const one = (json: Record<string, unknown>, sql = SQL, places = {}): Project => ({
  marts: { m: [json, sql] },
  more: tables(places),
});
const [J, S] = ["glue/marts/m/mart.json", "glue/marts/m/mart.sql"];

describe("a mart of versions", () => {
  test("knows the history that its SQL reads, and those that the job joins to it", () => {
    const { marts } = compile(one(SCD2));
    expect(marts.m).toMatchObject({
      kind: "scd2",
      base: "staging__shop_orders_history",
      joins: [{ ...PLACE, view: "staging__shop_places_history" }],
      sql: `${SQL.slice(0, SQL.indexOf("staging."))}staging__shop_orders_history o`,
    });
  });

  test("may take all columns, read its history twice, and read the versions of a mart", () => {
    const over = { ...MART, kind: "scd2", inputs: [{ name: "mart.m", cadence: "daily" }] };
    const self = "select a.* from staging.shop_orders_history a join staging.shop_orders_history b using (order_id)";
    const { marts } = compile({
      marts: { m: [{ ...SCD2, inputs: [ORDERS], joins: [] }, self], over: [over, "select * from mart.m"] },
    });
    expect([marts.m?.base, marts.over?.base]).toEqual(["staging__shop_orders_history", "mart__m"]);
  });

  test("joins a history to itself", () => {
    const { marts } = compile(
      one({ ...SCD2, inputs: [ORDERS], joins: [{ ...PLACE, input: ORDERS.name, key: { order_id: "order_id" } }] }),
    );
    expect(marts.m?.joins[0]?.view).toBe(marts.m?.base);
  });
});

describe("a mart of versions is refused for", () => {
  test.each<[string, Project, string[]]>([
    [
      "a select list without its interval",
      one(SCD2, "-- places\nselect order_id, place.city\nfrom staging.shop_orders_history"),
      ["effective_from", "effective_to"].map(
        (column) =>
          `${S}:2: the SQL does not select ${column}, expected it in a mart of kind scd2, whose rows are versions; select it.`,
      ),
    ],
    [
      "no history",
      one({ ...MART, kind: "scd2" }, "select * from staging.shop_orders_current"),
      [
        `${S}:1: the SQL reads "staging.shop_orders_current", expected one staging.<source>_<table>_history, or a mart of kind scd2, in a mart of kind scd2; read its versions from there.`,
      ],
    ],
    [
      "two histories",
      one({ ...SCD2, joins: [] }, `${SQL}\njoin staging.shop_places_history p on p.place_id = o.note`),
      [
        `${S}:4: the SQL reads the histories staging.shop_orders_history and staging.shop_places_history, expected one in a mart of kind scd2; list staging.shop_places_history in "joins" of mart.json, and select from its struct.`,
      ],
    ],
    [
      "joins of another kind",
      one({ ...SCD2, kind: "as_of" }),
      [`${J}:18: "joins" applies to the kind scd2, found as_of; remove it.`],
    ],
    [
      "a join that is no input",
      one({ ...SCD2, inputs: [ORDERS] }),
      [
        `${J}:17: "joins.input" is staging.shop_places_history, expected one of the inputs "staging.shop_orders_history"; add it to "inputs".`,
      ],
    ],
    [
      "a join to what has one version",
      one({
        ...SCD2,
        inputs: [ORDERS, { ...PLACES, name: "staging.shop_places_current" }],
        joins: [{ ...PLACE, input: "staging.shop_places_current" }],
      }),
      [`${J}:21: "joins.input" is staging.shop_places_current, expected the _history of a table; use one.`],
    ],
    [
      "a join from and to columns that are none",
      one({ ...SCD2, joins: [{ ...PLACE, key: { notes: "city" } }] }),
      [
        `${J}:23: "joins.key" starts from "notes", which staging.shop_orders_history does not have; correct it. Did you mean "note"?`,
        `${J}:22: "joins.key" leads to "city", expected the natural key of shop/places, "place_id"; correct it.`,
      ],
    ],
    [
      "a join to rows without a key",
      one(SCD2, SQL, { natural_key: [] }),
      [
        `${J}:22: "joins.key" leads to "place_id", expected the natural key of shop/places, which it does not have; correct it.`,
      ],
    ],
    [
      "two joins of one name, a column's",
      one({ ...SCD2, joins: [PLACE, { ...PLACE, name: "note" }, PLACE] }),
      [
        `${J}:27: "joins.name" is "note", a column of staging.shop_orders_history; rename it.`,
        `${J}:34: "place" is the name of two joins; rename one.`,
      ],
    ],
    [
      "numbers beside dates",
      one(SCD2, SQL, { ...CHANGES, natural_key: ["place_id"], sequence_by: "version", operation: undefined }),
      [
        `${J}:21: the versions of shop/places have numbers (its "sequence_by"), those of shop/orders have dates or times, expected the same; give both a date or a date-time in "sequence_by".`,
      ],
    ],
  ])("%s", (_, project, sentences) => {
    expect(problems({ ...project, row: ROW })).toEqual(sentences);
  });

  test("nothing more where the mart that it reads is broken", () => {
    const over = { ...MART, kind: "scd2", inputs: [{ name: "mart.m", cadence: "daily" }] };
    const told = problems({ marts: { m: ["{}", "select 1"], over: [over, "select * from mart.m"] } });
    expect(told.every((line) => line.startsWith(J))).toBe(true);
  });
});

test("a key that the SQL does not select is told, unless the job adds it", () => {
  const fact = {
    ...MART,
    kind: "fact",
    natural_key: ["order_id", "order_key", "day"],
    inputs: [...MART.inputs],
    dimensions: [{ name: "o", surrogate_key: "order_key", input: MART.inputs[0]?.name, key: { id: "order_id" } }],
  };
  expect(problems(one(fact, "select cast(x as bigint) order_id, id from\n staging.shop_orders_current"))).toEqual([
    `${S}:1: the SQL does not select day, which "natural_key" of mart.json lists; select it, or correct the key.`,
  ]);
});
