import { SluiceError } from "../errors";

/** No definition can be drafted from a file; the message says what was found and what to do. */
export class DraftError extends SluiceError {
  override readonly name = "DraftError";
}
