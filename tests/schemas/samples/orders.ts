import type { Customer } from "./customers";
import { LATE_PRODUCT, type Product } from "./products";
import { type Chance, chance, DAYS } from "./world";

const STATUSES = ["placed", "paid", "shipped", "delivered", "returned"] as const;

interface Order {
  op: "I" | "U" | "D";
  order_id: number;
  customer_id: number;
  product_id: number;
  order_date: string;
  quantity: number;
  unit_price: number;
  status: (typeof STATUSES)[number];
  updated_at: string;
}

/**
 * The change events of each day: new orders, orders that move on, one that is deleted, events of the day before sent again,
 * and one update that arrives a day late, after a newer one of the same order.
 */
export function ordersByDay(customers: readonly Customer[][], products: readonly Product[][]): Order[][] {
  const luck = chance(3);
  const standing = new Map<number, Order>();
  const sent: Order[][] = [];
  let late: Order | undefined;
  DAYS.forEach((day, index) => {
    const events = [
      ...newOrders(luck, day, index, customers[index] ?? [], products[index] ?? []),
      ...progress(luck, day, standing),
    ];
    for (const event of events) standing.set(event.order_id, event);
    const deleted = luck.pick([...standing.values()]);
    const removal: Order = { ...deleted, op: "D", updated_at: `${day}T21:30:00Z` };
    if (index > 0) standing.delete(deleted.order_id);
    const again = (sent[index - 1] ?? []).slice(3, 8);
    // Held back on day 2, sent on day 3: by then a newer state of its order is known.
    const held = index === 1 ? events.find(({ op }) => op === "U") : undefined;
    const given = events.filter((event) => event !== held);
    sent.push([
      ...given,
      ...again,
      ...(index > 0 ? [removal] : []),
      ...(index === 2 && late ? overtaken(late, day) : []),
    ]);
    late = held ?? late;
  });
  return sent;
}

function newOrders(
  luck: Chance,
  day: string,
  index: number,
  customers: readonly Customer[],
  products: readonly Product[],
) {
  const count = luck.whole(30, 40);
  const orders = Array.from({ length: count }, (_, at) => {
    const product = luck.pick(products);
    return order(luck, day, 5000 + index * 100 + at, luck.pick(customers), product.product_id, product.cents);
  });
  if (day === "2026-03-03")
    orders.push(order(luck, day, 5000 + index * 100 + count, luck.pick(customers), LATE_PRODUCT, 4999));
  return orders;
}

function order(
  luck: Chance,
  day: string,
  order_id: number,
  { customer_id }: Customer,
  product_id: number,
  cents: number,
): Order {
  const updated_at = `${day}T${two(luck.whole(6, 11))}:${two(luck.whole(0, 59))}:${two(luck.whole(0, 59))}Z`;
  const quantity = luck.whole(1, 6);
  return {
    op: "I",
    order_id,
    customer_id,
    product_id,
    order_date: day,
    quantity,
    unit_price: cents / 100,
    status: "placed",
    updated_at,
  };
}

/** About a third of the orders of earlier days move one step on, in the afternoon. */
function progress(luck: Chance, day: string, standing: ReadonlyMap<number, Order>): Order[] {
  const open = [...standing.values()].filter(({ status, order_date }) => status !== "returned" && order_date < day);
  return open.flatMap((known) => {
    if (luck.whole(1, 3) > 1) return [];
    const step = known.status === "delivered" && luck.whole(1, 5) > 1 ? 0 : 1;
    const status = STATUSES[STATUSES.indexOf(known.status) + step] ?? known.status;
    if (status === known.status) return [];
    const updated_at = `${day}T${two(luck.whole(12, 20))}:${two(luck.whole(0, 59))}:${two(luck.whole(0, 59))}Z`;
    return [{ ...known, op: "U" as const, status, updated_at }];
  });
}

/** What came too late, behind a newer state of the same order. */
function overtaken(late: Order, day: string): Order[] {
  return [{ ...late, status: "returned", updated_at: `${day}T20:45:00Z` }, late];
}

const two = (value: number) => String(value).padStart(2, "0");

/** One JSON object a line. */
export const ordersFile = (orders: readonly Order[]) => orders.map((event) => `${JSON.stringify(event)}\n`).join("");
