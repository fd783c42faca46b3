import fc from "fast-check";
import { batchDate, ignoredReason, isOfParts, loadId, parseKey, roleOf } from "../../../functions/core/keys";
import { definitions, table } from "../fan-in/factory";

const ORDERS = table("shop/orders", { batch_date: { file_name_pattern: "^orders_(?<date>\\d{8})" } });
const DEFINITIONS = definitions([ORDERS, table("shop/customers")]);
const dateOf = (key: string) => batchDate(parseKey(key, DEFINITIONS), "2026-03-09T23:59:59.000Z");

describe("the key grammar", () => {
  it.each([
    ["shop/customers/dt=2026-03-01/customers.csv.gz", "2026-03-01"],
    ["shop/customers/customers with a % and ü.csv", "2026-03-09"],
    // A key is no path and no URL: these are names like any other, and the file stays where it is.
    ["shop/customers/..", "2026-03-09"],
    ["shop/customers/..%2F..%2Fsecrets.csv", "2026-03-09"],
    ["shop/customers/a\nb\r\n.csv", "2026-03-09"],
    ["shop/customers/\u202Egpj.csv\u{1F4A9}", "2026-03-09"],
    ["shop/orders/dt=2024-02-29/orders_20260301.csv", "2024-02-29"],
    ["shop/orders/orders_20260301.csv", "2026-03-01"],
  ])("%s speaks for %s", (key, date) => expect(dateOf(key)).toBe(date));

  it.each([
    ["customers.csv", "does not follow <source>/<table>/[dt=YYYY-MM-DD/]<file>"],
    ["shop/customers/2026/03/customers.csv", "does not follow"],
    ["shop/customers/dt=2026-03-01/more/customers.csv", "does not follow"],
    ["Shop/customers/customers.csv", "does not follow"],
    ["shop/../secrets/customers.csv", "does not follow"],
    ["shop/../customers.csv", "does not follow"],
    ["../shop/customers/customers.csv", "does not follow"],
    ["shop/customers/../../secrets.csv", "does not follow"],
    ["shop%2Fcustomers%2Fcustomers.csv", "does not follow"],
    ["shop\n/customers/customers.csv", "does not follow"],
    ["sh\u043Ep/customers/customers.csv", "does not follow"],
    ["shop/customers/dt=2026-03-01\n/customers.csv", "says dt=2026-03-01"],
    ["shop/customers/", "does not follow"],
    [
      "shop/customers/dt=2026-02-30/customers.csv",
      "says dt=2026-02-30, expected a day of the calendar as dt=YYYY-MM-DD",
    ],
    ["shop/customers/dt=20260201/customers.csv", "says dt=20260201"],
    ["shop/orders/orders.csv", "The file name orders.csv does not match the file_name_pattern"],
    ["shop/orders/orders_20261340.csv", "gives 20261340, which is no day of the calendar"],
  ])("%s is malformed", (key, sentence) => {
    expect(() => dateOf(key)).toThrow(
      expect.objectContaining({ name: "MalformedKeyError", message: expect.stringContaining(sentence) }),
    );
  });

  it.each([
    ["shop/customers/a.csv.rejection.json", ".rejection.json"],
    ["shop/customers/dt=2026-03-01/a.csv.invalid_rows.json", ".invalid_rows.json"],
    ["shop/customers/a.csv.invalid_rows/part-0.jsonl", ".invalid_rows/"],
    ["no/such/table/a.csv.rejection.json", ".rejection.json"],
  ])("%s is quarantine's own", (key, reserved) => {
    const sentence = `The key ${key} has ${reserved}, a name that quarantine reserves for its reports on other files; the file stays in raw, unread: upload it again under another name.`;
    expect(() => dateOf(key)).toThrow(expect.objectContaining({ name: "ReservedKeyError", message: sentence }));
  });

  it.each(["shop/customers/rejection.json", "shop/customers/a.rejection.json.gz"])(
    "%s is a name like any other",
    (key) => expect(dateOf(key)).toBe("2026-03-09"),
  );

  it("names the known tables to whoever used another one", () => {
    expect(() => parseKey("shop/returns/a.csv", DEFINITIONS)).toThrow(
      "The key shop/returns/a.csv is under no known table: shop/returns is not among shop/customers, shop/orders; describe it in schemas/shop/returns/ and deploy, or upload the file under a known table.",
    );
  });

  it("looks tables up and nothing else: no key reaches what every object inherits", () => {
    for (const key of ["constructor/prototype/a", "__proto__/x/a", "shop/constructor/a"])
      expect(() => parseKey(key, DEFINITIONS)).toThrow();
  });

  it("gives a table of the definitions or an error of its own for any text at all", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.string({ unit: "binary" }).map((file) => `shop/orders/${file}`),
        ),
        (key) => {
          try {
            expect(Object.values(DEFINITIONS.tables)).toContain(parseKey(key, DEFINITIONS).table);
          } catch (error) {
            expect(["MalformedKeyError", "ReservedKeyError", "UnknownTableError"]).toContain((error as Error).name);
          }
        },
      ),
    );
  });
});

describe("ignoredReason", () => {
  it.each([
    ["shop/orders/", 0, "a folder marker"],
    ["shop/orders/_SUCCESS", 0, "its name starts with an underscore"],
    ["shop/orders/.part-1.crc", 12, "its name starts with a dot"],
    ["shop/orders/a.csv", 0, "it is empty (0 bytes)"],
    ["shop/orders/a.csv", 1, null],
  ])("%s of %d bytes: %s", (key, size, reason) => expect(ignoredReason(key, size)).toBe(reason));
});

describe("loadId", () => {
  const version = { bucket: "raw", key: "shop/orders/a.csv", version_id: "1", etag: "e" };
  it("is 32 hex digits that only bucket, key and version decide", () => {
    expect(loadId(version)).toMatch(/^[0-9a-f]{32}$/);
    expect(loadId({ ...version, etag: "other" })).toBe(loadId(version));
    expect(loadId({ ...version, version_id: null })).not.toBe(loadId({ ...version, version_id: null, etag: "other" }));
  });
});

describe("the role of an object", () => {
  const parts = { success_file: "_SUCCESS", manifest: null, count: null, quiet_minutes: null };
  const known = definitions([
    table("shop/whole", { feed: "snapshot", another_file: "hold" }),
    table("shop/replaced", { feed: "snapshot", another_file: "replace" }),
    table("shop/changes", { feed: "changes" }),
    table("shop/parts", { feed: "snapshot", another_file: { parts } } as never),
  ]);

  it.each([
    ["shop/whole/a.csv", 9, "whole"],
    ["shop/whole/a.csv", 0, null],
    ["shop/replaced/a.csv", 9, "file"],
    ["shop/changes/a.csv", 9, "file"],
    ["shop/unknown/a.csv", 9, "file"],
    ["shop/parts/dt=2026-03-01/a.csv", 9, "part"],
    ["shop/parts/dt=2026-03-01/a.csv", 0, "closer"],
    ["shop/parts/dt=2026-03-01/_SUCCESS", 0, "closer"],
  ])("%s of %d bytes: %s", (key, size, role) => {
    expect(roleOf(key, size, known)).toBe(role);
    expect(isOfParts(role as never)).toBe(role === "part" || role === "closer");
  });
});
