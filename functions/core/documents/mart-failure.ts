// Generated from schemas/meta/mart_failure.schema.json by `npm run types`: change it there.

import type { Day, Word } from "./vocabulary";

/** Why a mart job did not publish a batch date. */
export interface MartFailure {
  mart: Word;
  batch_date: Day;

  /** The id of Glue's job run, which tells this document from that of an earlier attempt; null where Glue gave none */
  job_run: string | null;

  /** The name of the error's class */
  error: string;
  error_message: string;

  /** Whether the same job can succeed a little later */
  retryable: boolean;
}
