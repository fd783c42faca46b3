/** What a person can mend: shown as its one sentence, without a stack; the command exits with 1. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
