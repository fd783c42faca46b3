// Generated from schemas/meta/rollback_report.schema.json by `npm run types`: change it there.

import type { Day, Word } from "./vocabulary";

/** What a rollback of a mart serves. */
export interface RollbackReport {
  mart: Word;

  /** The batch date that was served */
  from_date: Day;

  /** The batch date that is served */
  to_date: Day;

  /** The batch dates whose states are passed over, or served again: later than the earlier of both, up to the later one */
  between: Day[];
  rows: number;
  snapshot_id: string;
}
