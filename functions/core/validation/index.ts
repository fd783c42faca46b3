export { FileRejectedError } from "./errors";
export { implausibleChanges } from "./future";
export { LIMITS, type Limits } from "./limits";
export { type Rejected, rejectionOf } from "./rejection";
export type { OnRow } from "./rows";
export { type Options, type Verdict, validate } from "./validate";
