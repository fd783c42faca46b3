import { didYouMean } from "../../core/definitions/suggest";
import type { Definitions, MartDefinition } from "../../core/documents";
import { UsageError } from "../errors";

/** @throws UsageError for a mart that is not in glue/marts/, or none */
export function findMart(id: string | undefined, { marts }: Definitions): MartDefinition {
  const mart = id !== undefined && Object.hasOwn(marts, id) ? marts[id] : undefined;
  if (mart) return mart;
  const known = Object.keys(marts).sort();
  const expected = `expected one of ${known.join(", ") || "none"}`;
  if (id === undefined) throw new UsageError(`No mart is named, ${expected}: name the mart to draft a test of.`);
  throw new UsageError(`There is no mart ${id} in glue/marts/, ${expected}: correct it.${didYouMean(id, known)}`);
}
