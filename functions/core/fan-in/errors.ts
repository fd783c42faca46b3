import { SluiceError } from "../errors";

/** A mart was asked for by hand before its inputs have any data. */
export class MartNotDueError extends SluiceError {
  override readonly name = "MartNotDueError";
}
