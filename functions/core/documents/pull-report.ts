// Generated from schemas/meta/pull_report.schema.json by `npm run types`: change it there.

import type { TableId } from "./vocabulary";

/** What a pull did. Its job writes it, and again and again while it reads. */
export interface PullReport {
  pull_id: string;
  table: TableId;

  /** The object in raw; null until it is there, and for a pull without a change */
  key: string | null;
  rows: number;

  /** Connections that read at the time of the report; in the last one, those it was read with */
  connections: number;
  seconds: number;

  /** The snapshot that all connections read, as the database calls it */
  instant: string | null;
  watermark: PulledWatermark | null;

  /** Columns that follow the database, and are new or wider since the last pull, each with its type: NOTE string */
  evolved: string[];
}

export interface PulledWatermark {
  /** The lowest value that was asked for; null: all rows */
  from: string | null;

  /** The highest value that was seen */
  to: string | null;
}
