import { setTimeout as sleep } from "node:timers/promises";
import {
  AthenaClient,
  type AthenaClientConfig,
  GetQueryExecutionCommand,
  paginateGetQueryResults,
  type QueryExecution,
  StartQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import { resolveNames } from "../core/sql/resolve-names";
import type { Stage } from "./environment";
import { UsageError } from "./errors";
import type { QueryResult } from "./formats";

const FIRST_WAIT_MS = 20;
const MAX_WAIT_MS = 1000;

export interface Answer extends QueryResult {
  /** seconds for which Athena worked on it, by Athena's own count */
  engineSeconds: number;
}

/**
 * Runs one statement in the stage's workgroup and gives all of its rows, NULL as null. `config` may say who asks.
 * @throws SqlSyntaxError, UsageError with Athena's reason
 */
export async function runQuery(sql: string, stage: Stage, config: AthenaClientConfig = {}): Promise<Answer> {
  const athena = new AthenaClient(config);
  const { QueryExecutionId } = await athena.send(
    new StartQueryExecutionCommand({
      QueryString: resolveNames(sql, stage.names.databases),
      WorkGroup: stage.names.workgroup,
      QueryExecutionContext: { Catalog: "AwsDataCatalog", Database: stage.names.databases.mart },
    }),
  );
  const execution = await finished(athena, QueryExecutionId as string);
  const engineSeconds = (execution.Statistics?.EngineExecutionTimeInMillis ?? 0) / 1000;
  const result: Answer = { columns: [], rows: [], engineSeconds };
  for await (const { ResultSet } of paginateGetQueryResults({ client: athena }, { QueryExecutionId })) {
    result.columns = (ResultSet?.ResultSetMetadata?.ColumnInfo ?? []).map(({ Name = "", Type = "" }) => ({
      name: Name,
      type: Type,
    }));
    for (const { Data = [] } of ResultSet?.Rows ?? [])
      result.rows.push(Data.map(({ VarCharValue }) => VarCharValue ?? null));
  }
  if (execution.StatementType === "DML") result.rows.shift(); // the first row of a query repeats the column names
  return result;
}

async function finished(athena: AthenaClient, QueryExecutionId: string): Promise<QueryExecution> {
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 1.5, MAX_WAIT_MS)) {
    const { QueryExecution = {} } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
    const { State, StateChangeReason } = QueryExecution.Status ?? {};
    if (State === "SUCCEEDED") return QueryExecution;
    if (State === "FAILED" || State === "CANCELLED") {
      throw new UsageError(`Athena ended the query as ${State}: ${StateChangeReason ?? "no reason was given"}`);
    }
    await sleep(wait);
  }
}
