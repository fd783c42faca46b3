// Generated from schemas/meta/load.schema.json by `npm run types`: change it there.

import type { Day, Instant, LoadId, TableId } from "./vocabulary";

/** One version of one raw object, or a batch of parts, on its way to staging. */
export interface Load {
  load_id: LoadId;
  table: TableId;
  bucket: string;

  /** Of a batch: the folder of its parts, which ends in a slash */
  key: string;
  version_id: string | null;
  etag: string;
  size: number;
  sequencer: string;

  /** S3's LastModified, ISO 8601 with milliseconds, UTC */
  loaded_at: Instant;
  batch_date: Day;
}
