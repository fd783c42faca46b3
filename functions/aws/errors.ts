import { SluiceError } from "../core/errors";

/** The connection ended while the bytes of a raw object came in: nothing is known of the file, and it can be read again. */
export class RawReadError extends SluiceError {
  override readonly name = "RawReadError";
  override readonly retryable = true;
}
