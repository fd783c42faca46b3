import { SluiceError } from "../core/errors";

/** The connection to S3 broke off while a raw object was read. It says nothing about the file, which can be read again. */
export class RawReadError extends SluiceError {
  override readonly name = "RawReadError";
  override readonly retryable = true;
}

/** S3 kept an object that a bucket was to be emptied of. */
export class DeletionError extends SluiceError {
  override readonly name = "DeletionError";
}
