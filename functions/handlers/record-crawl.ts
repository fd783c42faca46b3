import middy from "@middy/core";
import { recordShape } from "../aws/ledger";
import type { Load, ValidationFacts } from "../core/documents";
import { required } from "../core/run/required";

interface Input {
  load: Load;
  facts: ValidationFacts;
  crawled_at: string;
}
const INPUT = { load: "object", facts: "object", crawled_at: "string" } as const;

/** Records in the ledger that files of this shape have been crawled. */
export async function recordCrawlHandler(event: unknown): Promise<{ shape: string }> {
  const { load, facts, crawled_at } = required<Input>(event, INPUT);
  await recordShape(load.table, facts.shape, crawled_at);
  return { shape: facts.shape };
}

export const handler = middy(recordCrawlHandler);
