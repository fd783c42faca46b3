import { SluiceError } from "../errors";

/** The pipeline was started with something that is none of its inputs; nothing was started. */
export class InvalidInputError extends SluiceError {
  override readonly name = "InvalidInputError";
}

/** The object an event or an input speaks of is not in the raw bucket (any more). */
export class ObjectNotFoundError extends SluiceError {
  override readonly name = "ObjectNotFoundError";
}
