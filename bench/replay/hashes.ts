import { createHash } from "node:crypto";
import { columnsOfEach } from "../../functions/cli/catalogue/columns";
import { loadDefinitions } from "../../functions/cli/read-definitions";
import type { Deployment } from "../../tests/end-to-end/support/deployment";

/** Of each staging table, view and mart, by its name in SQL. */
export type Hashes = Record<string, string>;

/** Which version of a file a row is from, when it was written, and by which run it was staged. */
const OF_THE_RUN = new Set(["_load_id", "_run_id", "_loaded_at"]);

/** A hash of the rows of everything that has rows, sorted, without the columns that no other run can have. */
export async function hashesOf(deployment: Deployment): Promise<Hashes> {
  const { tables, marts } = loadDefinitions(deployment.root);
  const { staging, mart } = deployment.stage.names.databases;
  const relations = Object.values(tables).flatMap(({ name }) => [name, `${name}_current`, `${name}_history`]);
  return {
    ...(await hashesIn(deployment, "staging", staging, relations)),
    ...(await hashesIn(deployment, "mart", mart, Object.keys(marts))),
  };
}

async function hashesIn(deployment: Deployment, layer: string, database: string, names: string[]): Promise<Hashes> {
  const hashes: Hashes = {};
  for (const [name, columns] of Object.entries(await columnsOfEach(database, names))) {
    if (!columns) continue; // nothing has come to the table
    const kept = columns.map((column) => column.name).filter((column) => !OF_THE_RUN.has(column));
    const { rows } = await deployment.query(
      `select ${kept.map((column) => `"${column}"`).join(", ")} from ${layer}.${name}`,
    );
    const lines = rows.map((row) => JSON.stringify(row)).sort();
    hashes[`${layer}.${name}`] = createHash("sha256").update(lines.join("\n")).digest("hex");
  }
  return hashes;
}
