export { FileRejectedError, ValidationTimeoutError } from "./errors";
export { LIMITS, type Limits } from "./limits";
export type { Rejected } from "./rejection";
export { rowAjv } from "./rows/record";
export { type Options, type Verdict, validate } from "./validate";
