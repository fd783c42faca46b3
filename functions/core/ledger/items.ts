/** The ledger's items and their keys, as in docs/interfaces.md. */
import type { Load, MartReport, StagingReport, ValidationFacts } from "../documents";

export interface Key {
  pk: string;
  sk: string;
}

export type LoadStatus = "CLAIMED" | "LOADED" | "REJECTED" | "FAILED" | "HELD" | "WAITING" | "WITHDRAWN";

export interface LoadItem extends Load {
  status: LoadStatus;
  /** the load_file execution that owns the latest attempt */
  execution_arn: string;
  run_id: string;
  /** true once its rows are in staging, whatever the outcome of a later replay; false once it is withdrawn */
  committed?: boolean;
  error?: string | null;
  error_message?: string | null;
  report?: StagingReport;
  /** when its rows were taken out of staging, ISO 8601; `run_id` says by which run */
  withdrawn_at?: string;
  /** every load that a report of this one has ever named in `shared_with` */
  shares_with?: Set<string>;
  /** of a part of a snapshot: what the gate learnt about it */
  facts?: ValidationFacts;
  /** why it is WAITING */
  waits_for?: string;
}

/** The load alone, as state machines pass it on. */
export const loadOf = (item: Load): Load => ({
  load_id: item.load_id,
  table: item.table,
  bucket: item.bucket,
  key: item.key,
  version_id: item.version_id,
  etag: item.etag,
  size: item.size,
  sequencer: item.sequencer,
  loaded_at: item.loaded_at,
  batch_date: item.batch_date,
});

/** Whether the load is the parts of a snapshot together: its key is their folder. */
export const isBatch = ({ key }: Pick<Load, "key">): boolean => key.endsWith("/");

export type RequestStatus = "REQUESTED" | "BUILDING" | "BUILT" | "FAILED" | "ROLLED_BACK";

export interface MartRequest {
  mart: string;
  batch_date: string;
  revision: number;
  /** the pipeline execution that has asked for it, and waits until it is built */
  requested_by: string;
  /** the pipeline execution that builds it, or has built it */
  built_by?: string;
  status: RequestStatus;
  /** dates of which the mart is to have no state any more once this one is built */
  withdrawn?: Set<string>;
  error?: string | null;
  error_message?: string | null;
  /** of a build: the rows that wait for dimension members, as in its report */
  waiting?: Record<string, number>;
  report?: MartReport;
  /** the report of the latest build where its tests hold that back; `report` is then that of the build before */
  held?: MartReport;
  /** the run that served an earlier state in place of this one, where it is ROLLED_BACK */
  rolled_back_by?: string;
}

export type RunStatus = "RUNNING" | "SUCCEEDED" | "FAILED";

/** One pipeline execution, as the state machine knows it. */
export interface Run {
  run_id: string;
  execution_arn: string;
  started_at: string;
}

export interface RunItem extends Run {
  status: RunStatus;
  trigger: unknown;
  key: string | null;
  ignored: string | null;
  /** LoadResults and MartResults (core/run/outcome.ts); while RUNNING, loads without a status */
  loads: unknown[];
  marts: unknown[];
  error: string | null;
  error_message: string | null;
  finished_at?: string;
  expires_at: number;
}

export const loadKey = (load: Pick<Load, "table" | "batch_date" | "load_id">): Key => ({
  pk: `table#${load.table}`,
  sk: `load#${load.batch_date}#${load.load_id}`,
});
export const tableStateKey = (table: string): Key => ({ pk: `table#${table}`, sk: "state" });
/** A batch date that a load of the table was LOADED for or WITHDRAWN from: what fan-in reads in place of the loads. */
export interface DateItem {
  batch_date: string;
  /** whether a load of the date is committed */
  live: boolean;
  /** raised in each transaction that changes `live`, or may */
  revision: number;
}

export const dateKey = ({ table, batch_date }: Pick<Load, "table" | "batch_date">): Key => ({
  pk: `table#${table}`,
  sk: `date#${batch_date}`,
});
/** The file name that speaks for a batch date of a snapshot. */
export const firstNameKey = ({ table, batch_date }: Pick<Load, "table" | "batch_date">): Key => ({
  pk: `table#${table}`,
  sk: `first_name#${batch_date}`,
});
export const placeKey = ({ table, load_id }: { table: string; load_id: string }): Key => ({
  pk: `line#${table}`,
  sk: load_id,
});
export const shapeKey = (table: string, shape: string): Key => ({ pk: `table#${table}`, sk: `shape#${shape}` });
export const martStateKey = (mart: string): Key => ({ pk: `mart#${mart}`, sk: "state" });
export const requestKey = (mart: string, batchDate: string): Key => ({
  pk: `mart#${mart}`,
  sk: `batch_date#${batchDate}`,
});
/** The reports of a request: they are large, and plans do not need them. */
export const martReportKey = (mart: string, batchDate: string): Key => ({
  pk: `mart#${mart}`,
  sk: `report#${batchDate}`,
});
export const runKey = (run: Pick<Run, "run_id" | "started_at">): Key => ({
  pk: "runs",
  sk: `${run.started_at}#${run.run_id}`,
});
