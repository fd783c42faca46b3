import type { Feed } from "../documents";
import { FEEDS, SUPPORTED_FEEDS } from "../feeds";
import type { JsonDocument } from "./document";
import type { DefinitionProblem } from "./errors";

/**
 * Features of the vocabulary that this version does not have yet. Each row: where, which values, and what to do instead.
 * docs/feature-support.md has the same list for readers.
 */
interface Unsupported {
  field: string;
  unsupported: (value: unknown) => boolean;
  remedy: string;
}

const isObject = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);
const always = () => true;

const TABLE: readonly Unsupported[] = [
  {
    field: "feed",
    unsupported: (feed) => FEEDS[feed as Feed] === null,
    remedy: `use ${SUPPORTED_FEEDS.join(" or ")}`,
  },
  { field: "deletes", unsupported: isObject, remedy: "use delete or ignore" },
  { field: "rules", unsupported: always, remedy: "remove it" },
  { field: "pii", unsupported: always, remedy: "remove it" },
];

const LISTS: Record<string, readonly Unsupported[]> = { table: TABLE };

/** Whether this version refuses the field with that value, however well formed. */
export const isRefused = (kind: string, field: string, value: unknown): boolean =>
  (LISTS[kind] ?? []).some((row) => row.field === field && unsupportedBy(row, value));

/** Whether a message may offer the field: with some value it is supported. */
export const isOffered = (kind: string, field: string): boolean =>
  !(LISTS[kind] ?? []).some((row) => row.field === field && row.unsupported === always);

const unsupportedBy = ({ unsupported }: Unsupported, value: unknown) => value !== undefined && unsupported(value);

/** The unsupported features that a table.json or mart.json asks for, whether or not it keeps to its meta schema. */
export function checkSupport(document: JsonDocument, kind: "table" | "mart"): DefinitionProblem[] {
  return (LISTS[kind] ?? []).flatMap((row) => {
    const { field, remedy } = row;
    const value = isObject(document.value) ? (document.value as Record<string, unknown>)[field] : undefined;
    if (!unsupportedBy(row, value)) return [];
    const what = typeof value === "string" ? `${field} "${value}"` : `"${field}"${isWritten(value)}`;
    return [document.problem(`/${field}`, `${what} is not supported yet; ${remedy}.`)];
  });
}

/** ` with "within"`: names the form that a field was given, where it can have several. */
function isWritten(value: unknown): string {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "";
  return ` with ${Object.keys(value)
    .map((key) => `"${key}"`)
    .join(", ")}`;
}
