import { createHash } from "node:crypto";
import { customersByDay } from "../../schemas/samples/customers";
import { ordersByDay } from "../../schemas/samples/orders";
import { productsByDay } from "../../schemas/samples/products";
import { DAYS, money } from "../../schemas/samples/world";

/** The marts of the samples, computed from the rows of each day without any history or SQL; values are texts, as Athena's. */
type Row = (string | null)[];

interface Version {
  key: string;
  id: number;
  columns: Row;
  from: string;
  to: string | null;
}

const CUSTOMERS = customersByDay();
const PRODUCTS = productsByDay();

const ofCustomer = ({ name, country, newsletter, signed_up }: (typeof CUSTOMERS)[0][0]): Row => [
  name,
  country,
  String(newsletter),
  signed_up,
];
const ofProduct = ({ name, category, cents, discontinued }: (typeof PRODUCTS)[0][0]): Row => [
  name,
  category[1],
  money(cents),
  String(discontinued),
];

const customerVersions = () =>
  versionsOf(
    ["dim_customer", "customer_id"],
    CUSTOMERS.map((rows) => new Map(rows.map((row) => [row.customer_id, ofCustomer(row)]))),
  );
const productVersions = () =>
  versionsOf(
    ["dim_product", "product_id"],
    PRODUCTS.map((rows) => new Map(rows.map((row) => [row.product_id, ofProduct(row)]))),
  );

function versionsOf([mart, column]: [mart: string, column: string], days: Map<number, Row>[]): Version[] {
  const versions: Version[] = [];
  days.forEach((rows, index) => {
    const day = DAYS[index] as string;
    for (const open of versions.filter(({ to }) => to === null))
      if (String(rows.get(open.id)) !== String(open.columns)) open.to = day;
    const standing = new Set(versions.flatMap(({ id, to }) => (to === null ? id : [])));
    for (const [id, columns] of rows)
      if (!standing.has(id)) versions.push({ key: keyOf(mart, column, id, day), id, columns, from: day, to: null });
  });
  return versions;
}

/** The surrogate key, as docs/interfaces.md has it. */
function keyOf(mart: string, column: string, id: number, from: string): string {
  const entries = [`${column}:n:${String(id).length}:${id};`, `effective_from:d:10:${from};`].sort();
  return createHash("sha256")
    .update(`${mart.length}:${mart};${entries.join("")}`)
    .digest("hex");
}

const rowsOf = (versions: Version[]): Row[] => [
  ...versions.map(({ key, id, columns, from, to }) => [key, String(id), ...columns, from, to, String(to === null)]),
  ["unknown", null, null, null, null, null, null, null, "true"],
];

export const expectedDimCustomer = () => rowsOf(customerVersions());
export const expectedDimProduct = () => rowsOf(productVersions());

/** Each day's export is the state at its end. */
export const expectedHistorical = (): Row[] =>
  CUSTOMERS.flatMap((rows, index) =>
    rows.map(({ customer_id, credit_limit }) => [DAYS[index] as string, String(customer_id), credit_limit]),
  );

/** Every order that stands after all changes, with its keys and its amount. */
export function expectedSales(): Row[] {
  const latest = new Map<number, ReturnType<typeof ordersByDay>[0][0]>();
  const changes = ordersByDay(CUSTOMERS, PRODUCTS).flat();
  for (const change of changes.sort((a, b) => Date.parse(a.updated_at) - Date.parse(b.updated_at)))
    latest.set(change.order_id, change);
  const [customers, products] = [customerVersions(), productVersions()];
  return [...latest.values()]
    .filter(({ op }) => op !== "D")
    .map((order) => [
      String(order.order_id),
      memberOf(customers, order.customer_id, order.order_date),
      memberOf(products, order.product_id, order.order_date),
      numberOf(order.order_date),
      numberOf(order.updated_at),
      money(Math.round(order.quantity * order.unit_price * 100)),
    ]);
}

const numberOf = (day: string) => day.slice(0, 10).replaceAll("-", "");

/** The version that stands on that day, or the first one where the member came later. */
function memberOf(versions: Version[], id: number, day: string): string {
  const own = versions.filter((version) => version.id === id);
  const standing = own.find(({ from, to }) => from <= day && (to === null || day < to));
  const first = own[0];
  return standing?.key ?? (first && day < first.from ? first.key : "unknown");
}
