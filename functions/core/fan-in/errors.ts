import { SluiceError } from "../errors";

/** Somebody requested a mart by hand before its inputs had any data. */
export class MartNotDueError extends SluiceError {
  override readonly name = "MartNotDueError";
}
