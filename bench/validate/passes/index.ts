import type { TableDefinition } from "../../../functions/core/documents";

/** Reads `file` once, from its first byte to its last. @returns the rows it found; throws when it refuses one */
export type Pass = (file: string, table: TableDefinition) => Promise<number>;
