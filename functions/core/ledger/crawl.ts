import type { Crawl } from "../documents";

/** Whether raw is to be crawled after a load; `isKnown` is asked only where the answer matters. */
export async function isCrawlDue(policy: Crawl, isKnown: () => Promise<boolean>): Promise<boolean> {
  return policy === "always" || (policy === "on_schema_change" && !(await isKnown()));
}
