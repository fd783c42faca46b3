import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Deployment, Upload } from "../tests/end-to-end/support/deployment";

export const CUSTOMERS = 20;
export const MART = "customers_current";
const HEADER = "customer_id,name,email,phone,country,address,signed_up,newsletter,credit_limit,referred_by";

/** Leaves the one mart: the others of customers would be built beside it, by the same few cores. */
export function keepOneMart(root: string): void {
  const marts = readdirSync(join(root, "glue/marts")).filter((mart) => mart !== MART);
  for (const mart of marts) rmSync(join(root, "glue/marts", mart), { recursive: true });
}

/** Uploads a day's customers, by their names. `date`: ISO 8601. */
export function putCustomers({ putRaw }: Deployment, date: string, nameOf: (id: number) => string): Promise<Upload> {
  const rows = Array.from({ length: CUSTOMERS }, (_, index) => {
    const id = index + 1;
    return `${id},${nameOf(id)},c${id}@example.com,,DE,Street ${id},2025-01-01,true,10.00,`;
  });
  return putRaw(`shop/customers/dt=${date}/customers.csv`, `${[HEADER, ...rows].join("\n")}\n`);
}
