import type { Definitions } from "../../core/documents";
import { UsageError } from "../errors";

/** The tables that are pulled from a database. */
export const pulledTables = (tables: Definitions["tables"]): string[] =>
  Object.values(tables)
    .filter(({ jdbc }) => jdbc !== null)
    .map(({ id }) => id);

/** @throws UsageError for a table that is not pulled from a database */
export function requirePulled(id: string, tables: Definitions["tables"]): void {
  const pulled = pulledTables(tables);
  if (pulled.includes(id)) return;
  const known = pulled.length > 0 ? `expected one of ${pulled.join(", ")}` : "and no table is yet";
  throw new UsageError(
    `${id} is not pulled from a database, ${known}; nothing was pulled. Give schemas/${id}/table.json a "source.jdbc" and deploy.`,
  );
}
