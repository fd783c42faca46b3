import { didYouMean } from "../../core/definitions/suggest";
import type { Definitions, MartDefinition, TableDefinition } from "../../core/documents";
import { martOf } from "../../core/names";
import { UsageError } from "../errors";

export type Found = { table: TableDefinition } | { mart: MartDefinition };

/**
 * The table or mart that `name` means: shop/orders, shop_orders, staging.shop_orders_current, fact_sales, mart.fact_sales.
 * @throws UsageError with the nearest name
 */
export function findByName(name: string, { tables, marts }: Definitions): Found {
  const word = name.replace(/^(raw|staging|mart)\./, "");
  const ofTable = (table: TableDefinition) =>
    table.id === name || [table.name, `${table.name}_current`, `${table.name}_history`].includes(word);
  const table = name.startsWith("mart.") ? undefined : Object.values(tables).find(ofTable);
  if (table) return { table };
  const mart = Object.hasOwn(marts, word) ? marts[word] : undefined;
  if (mart) return { mart };
  const known = [...Object.keys(tables), ...Object.keys(marts)].sort();
  throw new UsageError(
    `There is no table or mart ${name}, expected one of ${known.join(", ") || "none, for none is described yet"}.${didYouMean(name, known)}`,
  );
}

/**
 * The mart that `name` means: fact_sales, mart.fact_sales.
 * @throws UsageError with the nearest name
 */
export function findMart(name: string, { marts }: Definitions): MartDefinition {
  const word = martOf(name);
  const mart = Object.hasOwn(marts, word) ? marts[word] : undefined;
  if (mart) return mart;
  const known = Object.keys(marts).sort();
  throw new UsageError(
    `There is no mart ${name}, expected one of ${known.join(", ") || "none, for none is described yet"}.${didYouMean(word, known)}`,
  );
}
