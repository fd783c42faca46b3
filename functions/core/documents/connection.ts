// Generated from schemas/meta/connection.schema.json by `npm run types`: change it there.

import type { Database } from "./vocabulary";

/** glue/connections/<connection>.json: a database from which tables are pulled. Where it is on a stage, the parameters of the stage say. */
export interface ConnectionJson {
  /** Where an editor finds this schema */
  $schema?: string;

  /** What the database holds; reaches Glue */
  description: string;

  /** The kind of database */
  database: Database;
  driver?: DriverJson;
}

/** A driver in place of Glue's own */
export interface DriverJson {
  /** The driver's Java class, such as org.postgresql.Driver */
  class: string;

  /** The driver's jar in S3, as s3://bucket/driver.jar */
  jar: string;
}
