import { SluiceError } from "../errors";

/** The file breaks its table's contract; the message is the rejection's `reason`. */
export class FileRejectedError extends SluiceError {
  override readonly name = "FileRejectedError";
  override readonly retryable = false;
}

/** Time ran out before the end of a file in which nothing wrong had been found. */
export class ValidationTimeoutError extends SluiceError {
  override readonly name = "ValidationTimeoutError";
  override readonly retryable = false;
}
