// Generated from schemas/meta/staging_report.schema.json by `npm run types`: change it there.

import type { Day, LoadId, TableId, Word } from "./vocabulary";

/** Why the snapshot did not delete every absent key; null when it did */
export type SuspendedDeletes = {
  /** Nothing at all was deleted */
  all: boolean;

  /** Absent keys that stay live */
  keys: number;

  /** With all: how many loads without a break deleted nothing, this load included */
  loads: number;
  reason: string;
} | null;

/** Keys with other contents in another file at the same sequence_by: the later batch date decides, of one date the file received last; null without any */
export type Ties = {
  keys: number;

  /** The first few of them, with their sequence_by */
  shown: string[];
  sequence_by: Word;
} | null;

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

  /** Rows that were set aside whose key cannot be read */
  unknown_keys: number;
  deletes_suspended: SuspendedDeletes;
  ties: Ties;
  inserts: number;
  updates: number;
  deletes: number;
  snapshot_id: string | null;
  superseded: boolean;
  rewritten_batch_dates: Day[];

  /** changes: ids of loads that have some of this load's changes, too; [*] where they are too many */
  shared_with: string[];

  /** What the Glue catalogue refused after the rows were published: views, the partition of raw */
  catalogue_errors?: string[];
}
