import { SluiceError } from "../errors";

/** The input of the pipeline has none of the known forms; nothing was started. */
export class InvalidInputError extends SluiceError {
  override readonly name = "InvalidInputError";
}

/** The object that an event or an input names is not, or no longer, in the raw bucket. */
export class ObjectNotFoundError extends SluiceError {
  override readonly name = "ObjectNotFoundError";
}
