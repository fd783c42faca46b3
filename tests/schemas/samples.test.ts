import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { loadDefinitions } from "../../functions/cli/read-definitions";
import type { TableDefinition } from "../../functions/core/documents";
import { validate } from "../../functions/core/validation";
import { sampleFiles } from "./samples";
import { customersByDay } from "./samples/customers";
import { ordersByDay } from "./samples/orders";
import { LATE_PRODUCT, productsByDay } from "./samples/products";
import { DAYS } from "./samples/world";

const ROOT = join(__dirname, "../..");
const { tables } = loadDefinitions(ROOT);
const [customers, products] = [customersByDay(), productsByDay()];
const orders = ordersByDay(customers, products);
/** Compression is not compared byte by byte: zlib's versions differ. */
const plain = (path: string, bytes: Buffer) => (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString();

test.each([...sampleFiles()])("%s is what its generator writes", (path, bytes) => {
  expect(plain(path, readFileSync(join(ROOT, path)))).toBe(plain(path, bytes));
});

test.each(["shop/customers", "shop/orders", "catalogue/products"])(
  "%s has five days of files that its definition accepts",
  async (id) => {
    const folder = join(ROOT, "schemas", id, "samples");
    const days = readdirSync(folder).sort();
    expect(days).toEqual(DAYS.map((day) => `dt=${day}`));
    for (const day of days) {
      for (const file of readdirSync(join(folder, day))) {
        const bytes = readFileSync(join(folder, day, file));
        const verdict = await validate(chunks(bytes), tables[id] as TableDefinition);
        expect(verdict).toMatchObject({ accepted: true });
      }
    }
  },
);

async function* chunks(bytes: Uint8Array) {
  yield bytes;
}

describe("the samples tell the stories that staging and marts are about", () => {
  const ids = customers.map((rows) => new Set(rows.map(({ customer_id }) => customer_id)));

  test("a customer leaves and comes back changed, others leave for good, others are new or change", () => {
    expect(ids.map((day) => day.has(117))).toEqual([true, false, false, true, true]);
    expect(ids.map((day) => [day.has(123), day.has(140)])).toEqual([
      [true, true],
      [true, true],
      [false, true],
      [false, true],
      [false, false],
    ]);
    DAYS.slice(1).forEach((_, index) => {
      const before = new Map(customers[index]?.map((row) => [row.customer_id, JSON.stringify(row)]));
      const shared = (customers[index + 1] ?? []).filter(({ customer_id }) => before.has(customer_id));
      expect(shared.some((row) => before.get(row.customer_id) !== JSON.stringify(row))).toBe(true);
      expect(customers[index + 1]?.filter(({ customer_id }) => !before.has(customer_id)).length).toBeGreaterThanOrEqual(
        3,
      );
    });
  });

  test("addresses hold quotes, commas and line breaks", () => {
    const addresses = customers[0]?.map(({ address }) => address).join("|") ?? "";
    expect([addresses.includes('"'), addresses.includes(","), addresses.includes("\n")]).toEqual([true, true, true]);
  });

  test("whoever is ordered from or recommended exists, but for one product that comes late", () => {
    orders.forEach((day, index) => {
      const known = new Set(products[index]?.map(({ product_id }) => product_id));
      const inserted = day.filter(({ op, order_date }) => op === "I" && order_date === DAYS[index]);
      expect(inserted.filter(({ customer_id }) => !ids[index]?.has(customer_id))).toEqual([]);
      const unknown = inserted.map(({ product_id }) => product_id).filter((id) => !known.has(id));
      expect(unknown).toEqual(DAYS[index] === "2026-03-03" ? [LATE_PRODUCT] : []);
    });
    const ever = new Set(customers.flat().map(({ customer_id }) => customer_id));
    const referrers = customers.flat().flatMap(({ referred_by }) => (referred_by === "" ? [] : referred_by));
    expect(referrers.length).toBeGreaterThan(0);
    expect(referrers.filter((id) => !ever.has(id))).toEqual([]);
  });

  test("orders are sent twice, deleted, and updated too late", () => {
    const lines = orders.map((day) => day.map((event) => JSON.stringify(event)));
    expect(lines[1]?.filter((line) => lines[0]?.includes(line)).length).toBe(5);
    expect(orders.slice(1).every((day) => day.some(({ op }) => op === "D"))).toBe(true);
    const late = orders[2]?.filter(({ op, updated_at }) => op === "U" && updated_at.startsWith("2026-03-02")) ?? [];
    const overtaken = late.filter((event) =>
      orders[2]?.some(({ order_id, updated_at }) => order_id === event.order_id && updated_at > event.updated_at),
    );
    expect(overtaken.length).toBeGreaterThan(0);
  });

  test("prices change, products are discontinued, and one leaves the catalogue", () => {
    const cents = products.map((day) => new Map(day.map((product) => [product.product_id, product.cents])));
    const changed = [...(cents[0] ?? [])].filter(([id, price]) => cents[4]?.has(id) && cents[4].get(id) !== price);
    expect(changed.length).toBeGreaterThan(3);
    expect(products.map((day) => day.filter(({ discontinued }) => discontinued).length)).toEqual([0, 1, 1, 2, 1]);
    expect(products.map((day) => day.some(({ product_id }) => product_id === 1005))).toEqual([
      true,
      true,
      true,
      true,
      false,
    ]);
  });
});
