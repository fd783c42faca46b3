import { SluiceError } from "../errors";

/** The key follows the grammar, but nobody described that table. */
export class UnknownTableError extends SluiceError {
  override readonly name = "UnknownTableError";
}

/** Quarantine keeps something of its own under this key: nothing may be copied there. */
export class ReservedKeyError extends SluiceError {
  override readonly name = "ReservedKeyError";
}

/** The key does not follow the grammar, so nobody can say which table or date it speaks for. */
export class MalformedKeyError extends SluiceError {
  override readonly name = "MalformedKeyError";
}
