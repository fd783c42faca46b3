import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadDefinitions } from "../../functions/cli/read-definitions";
import { metaValidator } from "../../functions/core/definitions/meta";

const ROOT = join(__dirname, "../..");
const META = join(ROOT, "schemas/meta");

/** All objects with `properties` in a schema, with a path for messages. */
function objects(node: unknown, path: string): [string, Record<string, unknown>][] {
  if (typeof node !== "object" || node === null) return [];
  const own = node as Record<string, unknown>;
  const inner = Object.entries(own).flatMap(([key, child]) => objects(child, `${path}/${key}`));
  return own.type === "object" && "properties" in own ? [[path, own], ...inner] : inner;
}

test.each(readdirSync(META))("%s is closed: no object in it takes unknown fields", (file) => {
  const schema = JSON.parse(readFileSync(join(META, file), "utf8"));
  const open = objects(schema, file).filter(([, object]) => object.additionalProperties !== false);
  expect(open.map(([path]) => path)).toEqual([]);
});

test("the project's own definitions compile to a valid definitions.json", () => {
  const validate = metaValidator("definitions");
  const definitions = loadDefinitions(ROOT);
  expect([validate(definitions), validate.errors]).toEqual([true, null]);
  expect(Object.keys(definitions.tables)).toEqual(
    expect.arrayContaining(["catalogue/products", "shop/customers", "shop/orders"]),
  );
  expect(Object.keys(definitions.marts)).toEqual(expect.arrayContaining(["customers_current", "fact_sales"]));
});

describe("an input of a manual run", () => {
  const accepted = metaValidator("run_input");
  test.each([
    [{}],
    [{ tables: ["shop/orders"], from: "2026-03-01", to: "2026-03-05" }],
    [{ tables: ["shop/orders"], approve_deletes: true }],
    [{ key: "shop/orders/a.csv", approve_replacement: true }],
    [{ key: "shop/orders/a.csv", approve_date: true }],
    [{ withdraw: "shop/orders/a.csv", version_id: "v", approve_deletes: true }],
    [{ key: "shop/orders/dt=2026-03-01/orders.jsonl" }],
    [{ marts: ["fact_sales"], batch_date: "2026-03-04" }],
  ])("%j is accepted", (input) => {
    expect([accepted(input), accepted.errors]).toEqual([true, null]);
  });

  test.each([
    [{ table: "shop/orders" }],
    [{ tables: [] }],
    [{ tables: ["orders"] }],
    [{ from: "2026-03-01" }],
    [{ tables: ["shop/orders"], from: "1 March" }],
    [{ tables: ["shop/orders"], marts: ["fact_sales"] }],
    [{ key: "a/b/c", from: "2026-03-01" }],
    [{ approve_deletes: true }],
    [{ marts: ["fact_sales"], approve_replacement: true }],
    [{ marts: ["fact_sales"], approve_date: true }],
    [{ version_id: "v" }],
    [{ withdraw: "a/b/c", key: "a/b/c" }],
    [[]],
  ])("%j is refused", (input) => {
    expect(accepted(input)).toBe(false);
  });
});
