// Generated from schemas/meta/job_failure.schema.json by `npm run types`: change it there.

/** Why a run of a staging job, a pull or a rollback failed. */
export interface JobFailure {
  /** The id of Glue's job run, which tells this document from that of an earlier attempt; null where Glue gave none */
  job_run: string | null;

  /** The name of the error's class */
  error: string;
  error_message: string;

  /** Whether the same job can succeed a little later */
  retryable: boolean;
}
