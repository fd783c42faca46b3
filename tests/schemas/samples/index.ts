import { gzipSync } from "node:zlib";
import { customersByDay, customersFile } from "./customers";
import { ordersByDay, ordersFile } from "./orders";
import { productsByDay, productsFile } from "./products";
import { DAYS } from "./world";

/** The sample files of all days: path from the project's root to text, or gzip where the name says so. */
export function sampleFiles(): Map<string, Buffer> {
  const customers = customersByDay();
  const products = productsByDay();
  const orders = ordersByDay(customers, products);
  return new Map(
    DAYS.flatMap((day, index) => [
      // zlib writes no time into the header: the same rows are the same bytes.
      [
        `schemas/shop/customers/samples/dt=${day}/customers.csv.gz`,
        gzipSync(customersFile(customers[index] ?? [])),
      ] as const,
      [`schemas/shop/orders/samples/dt=${day}/orders.jsonl`, Buffer.from(ordersFile(orders[index] ?? []))] as const,
      [
        `schemas/catalogue/products/samples/dt=${day}/products.xml`,
        Buffer.from(productsFile(day, products[index] ?? [])),
      ] as const,
    ]),
  );
}
