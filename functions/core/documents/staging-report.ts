// Generated from schemas/meta/staging_report.schema.json by `npm run types`: change it there.

import type { Day, LoadId, TableId } from "./vocabulary";

/** What a staging job did with one load. */
export interface StagingReport {
  load_id: LoadId;
  table: TableId;
  batch_date: Day;
  rows_read: number;
  rows_staged: number;
  rows_unchanged: number;
  rows_quarantined: number;

  /** URI of the rows that were set aside; null when none were */
  invalid_rows: string | null;
  inserts: number;
  updates: number;
  deletes: number;
  snapshot_id: string | null;
  superseded: boolean;
  rewritten_batch_dates: Day[];
}
