import { SluiceError } from "../errors";

/** The file breaks its table's contract; the message is the rejection's `reason`. */
export class FileRejectedError extends SluiceError {
  override readonly name = "FileRejectedError";
}
