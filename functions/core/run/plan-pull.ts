import type { Definitions } from "../documents";
import { definitionNames } from "../names";
import { InvalidInputError } from "./errors";

/** What the pull of a table's rows needs: the Glue job, and its arguments. */
export interface PullPlan {
  table: string;
  pull_id: string;
  job: string;
  /** the object of raw that the rows become */
  key: string;
  work: string;
  report: string;
}

/** The execution that pulls. */
export interface PullRun {
  pull_id: string;
  /** ISO 8601 */
  started_at: string;
}

/** Names of the deployment, and the connections that are configured on its stage. */
export interface PullPlace {
  prefix: string;
  staging_bucket: string;
  connections: string[];
}

/**
 * Plans a pull from `{ "table": "shop/orders" }`. A snapshot of a day has one name, so that a second pull of the day is a
 * correction of the first; a pull of changes has a name of its own.
 * @throws InvalidInputError
 */
export function planPull(input: unknown, definitions: Definitions, run: PullRun, place: PullPlace): PullPlan {
  const table = tableOf(input, definitions, place);
  const day = run.started_at.slice(0, 10);
  const file = table.feed === "snapshot" ? table.table : run.pull_id;
  return {
    table: table.id,
    pull_id: run.pull_id,
    job: definitionNames(place.prefix).pullJob(table.name),
    key: `${table.id}/dt=${day}/${file}.parquet`,
    work: `s3://${place.staging_bucket}/_work/pulls/${run.pull_id}/`,
    report: pullReport(place.staging_bucket, run.pull_id),
  };
}

/** Where the report of a pull is, also while it reads. */
export const pullReport = (staging_bucket: string, pull_id: string) =>
  `s3://${staging_bucket}/_reports/pulls/${pull_id}.json`;

function tableOf(input: unknown, { tables }: Definitions, { connections }: PullPlace) {
  const { table: id, ...others } = (typeof input === "object" && input !== null ? input : {}) as Record<
    string,
    unknown
  >;
  const pulled = Object.values(tables).filter(({ jdbc }) => jdbc !== null);
  if (typeof id !== "string" || Object.keys(others).length > 0)
    throw new InvalidInputError(
      `The input is ${JSON.stringify(input)}, expected {"table": "<source>/<table>"}; nothing was pulled.`,
    );
  const table = pulled.find((each) => each.id === id);
  if (!table?.jdbc)
    throw new InvalidInputError(
      `The table ${id} is not pulled from a database, expected one of ${pulled.map((each) => each.id).join(", ") || "none yet"}; nothing was pulled. Give its table.json a "source.jdbc" and deploy.`,
    );
  if (!connections.includes(table.jdbc.connection))
    throw new InvalidInputError(
      `The table ${id} is pulled over the connection ${table.jdbc.connection}, which this stage does not have; nothing was pulled. Give the stage its parameter connections.${table.jdbc.connection} in serverless.yml and deploy.`,
    );
  return table;
}
