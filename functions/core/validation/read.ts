import { createHash } from "node:crypto";
import type { TableDefinition, ValidationFacts } from "../documents";
import type { Limits } from "./limits";
import type { Problems } from "./problems";
import type { Rows } from "./rows";

/** What reading a file needs, whatever its format. */
export interface ReadContext {
  readonly table: TableDefinition;
  readonly rows: Rows;
  readonly problems: Problems;
  readonly limits: Limits;
  /** Asked between chunks; `true` stops the reading. */
  readonly deadline: () => boolean;
}

/** The facts of a file; `complete` says whether its end was reached. */
export interface Read {
  readonly complete: boolean;
  readonly facts: ValidationFacts;
}

/** Files with one shape look the same to a crawler. */
export const shapeOf = (format: TableDefinition["format"], header: readonly string[]) =>
  createHash("sha256")
    .update(JSON.stringify([format, header]))
    .digest("hex");

/** A file's bytes by their place, `end` not included (hyparquet's AsyncBuffer); for formats that begin at their end. */
export interface RandomAccess {
  readonly byteLength: number;
  slice(start: number, end?: number): Promise<ArrayBuffer>;
}
