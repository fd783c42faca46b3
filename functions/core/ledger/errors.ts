import { SluiceError } from "../errors";

/** Others kept changing the load while it was being claimed. */
export class ClaimContestedError extends SluiceError {
  override readonly name = "ClaimContestedError";
  override readonly retryable = true;
}

/** The load was taken over by another execution before its outcome could be written. */
export class LoadTakenOverError extends SluiceError {
  override readonly name = "LoadTakenOverError";
  override readonly retryable = false;
}

/** A job succeeded, but its report is missing or speaks of another load. */
export class RunReportError extends SluiceError {
  override readonly name = "RunReportError";
  override readonly retryable = false;
}
