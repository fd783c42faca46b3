import VOCABULARY from "../../schemas/meta/vocabulary.schema.json";
import type { Feed, TableJson } from "./documents";

/** What differs between feeds; glue/etl/feeds has the same rows for the staging job. */
export interface FeedRow {
  /** Fields of table.json that belong to this feed alone. */
  fields: readonly (keyof TableJson)[];
  /** Whether a row may be identified by all of its columns: `natural_key: []`. */
  isKeyOptional: boolean;
  /** Whether a file may have several rows of one key; `sequence_by` orders them. */
  isKeyRepeated: boolean;
}

/** The rows of the vocabulary; null: not supported yet. */
export const FEEDS = VOCABULARY.$defs.feed.rows as Record<Feed, FeedRow | null>;

/** The feeds that a table may have. */
export const SUPPORTED_FEEDS = (Object.keys(FEEDS) as Feed[]).filter((feed) => FEEDS[feed] !== null);

/** The row of a feed that checkSupport has let pass. */
export function feedOf(feed: Feed): FeedRow {
  const row = FEEDS[feed];
  if (!row) throw new RangeError(`the feed ${feed} is not supported, expected one of ${SUPPORTED_FEEDS.join(", ")}.`);
  return row;
}
