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

/** Null: not supported yet. */
export const FEEDS: Record<Feed, FeedRow | null> = {
  snapshot: { fields: ["deletes", "max_delete_percent", "another_file"], isKeyOptional: true, isKeyRepeated: false },
  changes: { fields: ["sequence_by", "operation"], isKeyOptional: false, isKeyRepeated: true },
  events: null,
};

/** The feeds that a table may have. */
export const SUPPORTED_FEEDS = (Object.keys(FEEDS) as Feed[]).filter((feed) => FEEDS[feed] !== null);

/** The row of a feed that checkSupport has let pass. */
export function feedOf(feed: Feed): FeedRow {
  const row = FEEDS[feed];
  if (!row) throw new RangeError(`the feed ${feed} is not supported, expected one of ${SUPPORTED_FEEDS.join(", ")}.`);
  return row;
}
