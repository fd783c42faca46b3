// Generated from schemas/meta/rejection.schema.json by `npm run types`: change it there.

import type { LoadId, TableId } from "./vocabulary";

/** `<file>.rejection.json` in quarantine: why the file is there. `load_id` and `table` are null for an object under no known table. */
export interface Rejection {
  load_id: LoadId | null;
  table: TableId | null;
  bucket: string;
  key: string;
  version_id: string | null;
  reason: string;
  rows_checked: number;
  problem_count: number;

  /** {rule: number of problems} */
  totals: {
    [k: string]: number;
  };
  problems: Problem[];
}

/** What is wrong with a value, row or file. */
export interface Problem {
  /** Counted from 1; null where the file as a whole is meant */
  line: number | null;
  column: string | null;
  rule: string;
  expected: string;
  found: string;
  message: string;
}
