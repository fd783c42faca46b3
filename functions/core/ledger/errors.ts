import type { Load } from "../documents";
import { SluiceError } from "../errors";

/** Other executions kept changing the load's item while this one tried to claim it. */
export class ClaimContestedError extends SluiceError {
  override readonly name = "ClaimContestedError";
  override readonly retryable = true;
}

/** The load was taken over by another execution before its outcome could be written. */
export class LoadTakenOverError extends SluiceError {
  override readonly name = "LoadTakenOverError";

  constructor({ load_id, key }: Pick<Load, "load_id" | "key">) {
    super(`Another execution has taken over the load ${load_id} of ${key}: its outcome is the one on record.`);
  }
}

/** A job succeeded, but its report is missing, describes another load or mart, or does not add up. */
export class RunReportError extends SluiceError {
  override readonly name = "RunReportError";
}

/** A load's batch date is far after the file's own time, or before the table's first. A person may approve it. */
export class ImplausibleDateError extends SluiceError {
  override readonly name = "ImplausibleDateError";
}

/** The file may be a part of a snapshot, or a mistake. The staging job raises the same. */
export class SnapshotPartError extends SluiceError {
  override readonly name = "SnapshotPartError";
}

/** Errors that hold a load until a person decides; the sentence names the ways out. */
export const HOLDS: ReadonlySet<string> = new Set(["MassDeleteError", "SnapshotPartError", "ImplausibleDateError"]);

/** Errors of the staging job that blame the file; glue/etl/errors.py derives them from FileError. */
export const STAGING_FILE_ERRORS: ReadonlySet<string> = new Set(["RowContractError", "DuplicateKeyError"]);
