export { batchDate } from "./batch-date";
export { MalformedKeyError, ReservedKeyError, UnknownTableError } from "./errors";
export { ignoredReason, type ParsedKey, parseKey } from "./grammar";
export { loadId } from "./load-id";
