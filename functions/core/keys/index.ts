export { batchDate } from "./batch-date";
export { MalformedKeyError, ReservedKeyError, UnknownTableError } from "./errors";
export { ignoredReason, type ParsedKey, parseKey, tableOf } from "./grammar";
export { loadId } from "./load-id";
export { isCloser, isOfParts, nameOf, partsOf, type Role, roleOf } from "./role";
