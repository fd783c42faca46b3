import { EntityNotFoundException, GetTableCommand, GlueClient } from "@aws-sdk/client-glue";
import type { Definitions } from "../core/documents";
import { readAsOf } from "../core/sql/as-of";
import { requireBegun, snapshotAsOf, statesOf } from "../core/sql/states";
import { viewSql } from "../core/sql/views";
import { runQuery } from "./athena";
import type { Stage } from "./environment";

/**
 * The query over what its marts showed for `batchDate`, and over the rows that staging had by then. Names of states are looked
 * up: Athena travels to a snapshot by its id only.
 * @throws SqlSyntaxError, AsOfError, UsageError
 */
export async function asOf(sql: string, batchDate: string, stage: Stage, definitions: Definitions): Promise<string> {
  const query = readAsOf(sql, stage.names.databases);
  const snapshots = query.marts.map(async (mart): Promise<[string, string]> => {
    const { rows } = await runQuery(`select name, snapshot_id from mart."${mart}$refs"`, stage);
    const isFixed = (definitions.marts[mart]?.fixed ?? null) !== null;
    return [mart, snapshotAsOf(mart, statesOf(rows), batchDate, isFixed)];
  });
  const views = query.staging.map(async (name): Promise<[string, string][]> => {
    const log = logOf(name, definitions);
    const { rows } = await runQuery(`select cast(min("_batch_date") as varchar) from staging."${log}"`, stage);
    requireBegun(log, rows[0]?.[0] ?? null, batchDate);
    const view = await viewOf(stage.names.databases.staging, name);
    return view === null ? [] : [[name, view]];
  });
  const sources = {
    snapshots: new Map(await Promise.all(snapshots)),
    views: new Map((await Promise.all(views)).flat()),
  };
  return query.rewrite(batchDate, sources);
}

/** The change log that a view of staging reads; a log is its own. */
function logOf(name: string, { tables }: Definitions): string {
  const isOf = (table: string) => name === `${table}_current` || name === `${table}_history`;
  return Object.values(tables).find((table) => isOf(table.name))?.name ?? name;
}

/** The query of a view; null for a table, and for what there is not, which Athena tells. */
async function viewOf(database: string, name: string): Promise<string | null> {
  try {
    const { Table } = await new GlueClient({}).send(new GetTableCommand({ DatabaseName: database, Name: name }));
    return viewSql(Table?.ViewOriginalText ?? "");
  } catch (error) {
    if (error instanceof EntityNotFoundException) return null;
    throw error;
  }
}
