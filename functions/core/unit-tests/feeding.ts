import type { Definitions, MartDefinition, TableDefinition } from "../documents";

/** What feeds a mart, directly or through other marts: tables by their ids, and marts in the order in which they are built. */
export interface Feeding {
  tables: ReadonlyMap<string, TableDefinition>;
  marts: readonly string[];
}

/**
 * What feeds `mart`; `given` marts have rows of their own, so that nothing behind them counts. Marts that read nothing that
 * arrives feed nothing: whoever reads one makes its rows.
 */
export function feedingOf(mart: string, definitions: Definitions, given: ReadonlySet<string> = new Set()): Feeding {
  const tables = new Map<string, TableDefinition>();
  const marts = new Map<string, MartDefinition>();
  const visit = (id: string) => {
    for (const input of definitions.marts[id]?.inputs ?? []) {
      const table = input.table === null ? undefined : definitions.tables[input.table];
      if (table) tables.set(table.id, table);
      const other = input.mart === null || input.fixed ? undefined : definitions.marts[input.mart];
      if (!other || marts.has(other.id) || given.has(other.id)) continue;
      marts.set(other.id, other);
      visit(other.id);
    }
  };
  visit(mart);
  return { tables, marts: [...marts.values()].sort((a, b) => a.level - b.level).map(({ id }) => id) };
}
