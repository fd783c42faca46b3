export { batchDate } from "./batch-date";
export { MalformedKeyError, UnknownTableError } from "./errors";
export { ignoredReason, type ParsedKey, parseKey } from "./grammar";
export { loadId } from "./load-id";
