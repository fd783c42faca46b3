// Generated from schemas/meta/maintenance_report.schema.json by `npm run types`: change it there.

/** What the maintenance of tables did. Its job writes it, and again after each table. */
export interface MaintenanceReport {
  /** How many tables the job run is to maintain */
  planned: number;

  /** Those that it has come to */
  tables: MaintainedTable[];
}

export interface MaintainedTable {
  /** shop/orders, or mart.customers */
  table: string;
  before: TableSize;
  after: TableSize;

  /** Why its maintenance stopped. What was done before that stays done */
  error: string | null;
}

export interface TableSize {
  /** Files that a query of the table may read, with those that mark deleted rows */
  files: number;
  snapshots: number;

  /** Of all objects below the table's location, and of the states of a staging table */
  bytes: number;
}
