import { SluiceError } from "../errors";

/** The key follows the grammar, but no definition describes its table. */
export class UnknownTableError extends SluiceError {
  override readonly name = "UnknownTableError";
}

/** Quarantine reserves this key for its own documents, so no file may be copied there. */
export class ReservedKeyError extends SluiceError {
  override readonly name = "ReservedKeyError";
}

/** The key does not follow the grammar, so its table or batch date is unknown. */
export class MalformedKeyError extends SluiceError {
  override readonly name = "MalformedKeyError";
}
