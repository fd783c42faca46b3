import type { Relation, TableDefinition } from "../documents";

/** What a name of SQL stands for. */
export interface Source {
  relation: Relation;
  table: TableDefinition | null;
  mart: string | null;
  /** Whether its rows are versions with intervals; undefined for a mart whose definition is broken. */
  isHistory: boolean | undefined;
  /** What a mart of kind dimension gives to the facts that take its surrogate key; undefined for other sources. */
  dimension?: DimensionSource | undefined;
}

export interface DimensionSource {
  surrogate_key: string;
  natural_key: readonly string[];
  /** Whether its rows have intervals; undefined where only Spark can say. */
  hasVersions(): boolean | undefined;
}

/** By name as SQL has it: `staging.shop_orders_current`, `mart.fact_sales`. */
export type Sources = ReadonlyMap<string, Source>;

/** The columns that say from when until when a version stands, and the one that says whether it still does. */
export const INTERVAL: readonly string[] = ["effective_from", "effective_to"];
export const CURRENT = "is_current";

/** `staging.shop_orders_current` -> `staging__shop_orders_current`. */
export const viewOf = (name: string) => name.replace(".", "__");
