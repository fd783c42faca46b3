import type { Definitions, Parts, TableDefinition } from "../documents";
import { ignoredReason, tableOf } from "./grammar";

/** What an object of raw is to its table: a file, a snapshot that is whole, a part of one, or what closes one of parts. */
export type Role = "file" | "whole" | "part" | "closer";

/** What says that the parts of a snapshot are there; null for a table whose snapshots are single files. */
export const partsOf = ({ another_file }: TableDefinition): Parts | null =>
  typeof another_file === "object" ? another_file.parts : null;

/** Whether another file of one batch date, under another name, has to wait until a person decides. */
const isNameUnique = ({ feed, another_file }: TableDefinition): boolean =>
  feed === "snapshot" && another_file === "hold";

export const nameOf = (key: string): string => key.slice(key.lastIndexOf("/") + 1);

/** The role of an object; null if it is ignored. A part without a byte has no rows to check, yet it may be the last. */
export function roleOf(key: string, size: number, definitions: Definitions): Role | null {
  const isIgnored = ignoredReason(key, size) !== null;
  const table = tableOf(key, definitions);
  const parts = table ? partsOf(table) : null;
  if (!parts) return isIgnored ? null : table && isNameUnique(table) ? "whole" : "file";
  if (isCloser(key, parts)) return "closer";
  if (ignoredReason(key, 1) !== null) return null;
  return isIgnored ? "closer" : "part";
}

/** Whether the object belongs to a snapshot of several files. */
export const isOfParts = (role: Role | null): boolean => role === "part" || role === "closer";

/** Whether it is the file by whose name a snapshot is closed. */
export const isCloser = (key: string, { success_file, manifest }: Parts): boolean =>
  [success_file, manifest].includes(nameOf(key));
