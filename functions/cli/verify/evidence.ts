/** What a verification has seen of a deployment; checks.ts judges it. */

/** A file that was put into raw, and what came of it. */
export interface SeenFile {
  key: string;
  /** the table's name, such as shop_orders */
  table: string;
  batch_date: string;
  good: boolean;
  status: string;
  reason: string | null;
  marts: string[];
}

export interface SeenLogGroup {
  name: string;
  /** null: it is not there */
  found: { days: number | null; key: boolean } | null;
}

/** A log group into which a job run that has failed must have written. */
export interface SeenJobLog {
  name: string;
  has_stream: boolean;
}

/** A table, view or partition that was asked for: its rows, or why there is no answer. */
export interface SeenRelation {
  name: string;
  rows: number | null;
  problem: string | null;
}

/** A table that was pulled from its database. */
export interface SeenPull {
  /** its id, such as erp/orders */
  table: string;
  problem: string | null;
  /** rows, connections and rate; null where nothing was pulled */
  found: string | null;
}

/** How long a state took, each time it was run. */
export interface SeenState {
  machine: string;
  state: string;
  seconds: number[];
}

export interface SeenJobRun {
  job: string;
  state: string;
  seconds: number;
  glue_version: string;
  worker_type: string;
  workers: number;
}

/** A job run that was started to fail: what Glue says of it, and what the job says itself. */
export interface SeenFailure {
  job: string;
  /** Glue's ErrorMessage as it came */
  text: string;
  /** the error's name as Sluice reads it from that text */
  read: string;
  /** the error's name in the job's own failure document; null: it left none */
  own: string | null;
}

export interface SeenTags {
  resource: string;
  tags: Record<string, string>;
}

export interface Evidence {
  stage: string;
  region: string;
  account: string;
  /** ISO 8601 */
  at: string;
  files: SeenFile[];
  /** objects of the quarantine bucket for the bad file */
  quarantined: string[];
  failure: SeenFailure | null;
  log_groups: SeenLogGroup[];
  /** empty: no job run was started to fail */
  job_logs: SeenJobLog[];
  relations: SeenRelation[];
  partitions: SeenRelation[];
  pulls: SeenPull[];
  tags: SeenTags[];
  states: SeenState[];
  job_runs: SeenJobRun[];
  /** whether the stack was removed, with everything in it; null where it was to stay */
  removed: boolean | null;
}
