import { EntityNotFoundException, GetTableCommand, GlueClient } from "@aws-sdk/client-glue";
import type { Column } from "./show";

/** The columns of a table in the Glue catalogue; null when there is no such table. */
export async function columnsOf(database: string, table: string): Promise<Column[] | null> {
  try {
    const { Table } = await new GlueClient({}).send(new GetTableCommand({ DatabaseName: database, Name: table }));
    return (Table?.StorageDescriptor?.Columns ?? [])
      .filter(({ Parameters }) => Parameters?.["iceberg.field.current"] !== "false")
      .map(({ Name = "", Type = "", Comment = "" }) => ({ name: Name, type: Type, description: Comment }));
  } catch (error) {
    if (error instanceof EntityNotFoundException) return null;
    throw error;
  }
}
