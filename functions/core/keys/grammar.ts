import type { Definitions, TableDefinition } from "../documents";
import { calendarDate } from "./dates";
import { MalformedKeyError, ReservedKeyError, UnknownTableError } from "./errors";

/** `<source>/<table>/[dt=YYYY-MM-DD/]<file>`, the whole key. */
const KEY = /^(?<source>[a-z][a-z0-9_]*)\/(?<table>[a-z][a-z0-9_]*)\/(?:dt=(?<dt>[^/]*)\/)?(?<file>[^/]+)$/;
const GRAMMAR = "<source>/<table>/[dt=YYYY-MM-DD/]<file>";

/** Names that quarantine reserves: the rejection of a file, the report of the rows set aside, and those rows. */
const RESERVED = /\.rejection\.json$|\.invalid_rows\.json$|\.invalid_rows\//;

export interface ParsedKey {
  table: TableDefinition;
  file: string;
  /** the `dt=` segment, a day of the calendar, or null */
  dt: string | null;
}

/**
 * Why an object in raw is ignored, or null for a file to load. This comes before the grammar, which ignored objects
 * need not follow.
 */
export function ignoredReason(key: string, size: number): string | null {
  const name = key.slice(key.lastIndexOf("/") + 1);
  if (name === "") return "a folder marker";
  if (name.startsWith("_")) return "its name starts with an underscore";
  if (name.startsWith(".")) return "its name starts with a dot";
  return size === 0 ? "it is empty (0 bytes)" : null;
}

/** The table that the key's first two segments name, if it is defined. */
export function tableOf(key: string, { tables }: Definitions): TableDefinition | undefined {
  const id = key.split("/", 2).join("/");
  return Object.hasOwn(tables, id) ? tables[id] : undefined;
}

/**
 * Reads a key and finds its table in the definitions.
 * @throws ReservedKeyError, MalformedKeyError, UnknownTableError
 */
export function parseKey(key: string, definitions: Definitions): ParsedKey {
  const reserved = RESERVED.exec(key)?.[0];
  if (reserved) {
    throw new ReservedKeyError(
      `The key ${key} has ${reserved}, a name that quarantine reserves for its reports on other files; the file stays in raw, unread: upload it again under another name.`,
    );
  }
  const groups = KEY.exec(key)?.groups;
  if (!groups) {
    throw new MalformedKeyError(
      `The key ${key} does not follow ${GRAMMAR} (source and table in a-z, 0-9 and _): upload the file again under such a key.`,
    );
  }
  const { source, table: name, file, dt } = groups as { source: string; table: string; file: string; dt?: string };
  const id = `${source}/${name}`;
  const table = Object.hasOwn(definitions.tables, id) ? definitions.tables[id] : undefined;
  if (!table) throw new UnknownTableError(unknownTable(key, id, definitions));
  const date = dt === undefined ? null : calendarDate(dt);
  if (dt !== undefined && (date === null || !dt.includes("-"))) {
    throw new MalformedKeyError(
      `The key ${key} says dt=${dt}, expected a day of the calendar as dt=YYYY-MM-DD: upload the file again under such a key.`,
    );
  }
  return { table, file, dt: date };
}

function unknownTable(key: string, id: string, definitions: Definitions): string {
  const known = Object.keys(definitions.tables).sort().join(", ") || "none";
  return `The key ${key} is under no known table: ${id} is not among ${known}; describe it in schemas/${id}/ and deploy, or upload the file under a known table.`;
}
