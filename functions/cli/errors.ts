import { SluiceError } from "../core/errors";

/** A mistake that the user can mend: the command shows its sentence without a stack, and exits with 1. */
export class UsageError extends SluiceError {
  override readonly name = "UsageError";
}
