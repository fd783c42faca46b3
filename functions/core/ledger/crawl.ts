import type { Crawl } from "../documents";

/**
 * Whether to crawl raw after a load. `isKnown` tells whether the file's shape was crawled before; only on_schema_change
 * calls it.
 */
export async function isCrawlDue(policy: Crawl, isKnown: () => Promise<boolean>): Promise<boolean> {
  return policy === "always" || (policy === "on_schema_change" && !(await isKnown()));
}
