import { EntityNotFoundException, GetTableCommand, GlueClient, type GlueClientConfig } from "@aws-sdk/client-glue";
import type { Column } from "./show";

/** The columns of a table in the Glue catalogue; null when there is no such table. */
export const columnsOf = (database: string, table: string): Promise<Column[] | null> =>
  ask(new GlueClient({}), database, table);

/** The same of many tables, by name. `config` may say where the catalogue is. */
export async function columnsOfEach(
  database: string,
  tables: readonly string[],
  config: GlueClientConfig = {},
): Promise<Record<string, Column[] | null>> {
  const client = new GlueClient(config);
  return Object.fromEntries(
    await Promise.all(tables.map(async (table) => [table, await ask(client, database, table)] as const)),
  );
}

async function ask(client: GlueClient, database: string, table: string): Promise<Column[] | null> {
  try {
    const { Table } = await client.send(new GetTableCommand({ DatabaseName: database, Name: table }));
    return (Table?.StorageDescriptor?.Columns ?? [])
      .filter(({ Parameters }) => Parameters?.["iceberg.field.current"] !== "false")
      .map(({ Name = "", Type = "", Comment = "" }) => ({ name: Name, type: Type, description: Comment }));
  } catch (error) {
    if (error instanceof EntityNotFoundException) return null;
    throw error;
  }
}
