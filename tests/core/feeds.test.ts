import { VOCABULARY } from "../../functions/core/documents";
import { FEEDS, feedOf, SUPPORTED_FEEDS } from "../../functions/core/feeds";
import tableSchema from "../../schemas/meta/table.schema.json";

test("every feed of the vocabulary has a row, and no other", () => {
  expect(Object.keys(FEEDS)).toEqual([...VOCABULARY.feed]);
});

test("a field of table.json belongs to one feed at most", () => {
  const fields = SUPPORTED_FEEDS.flatMap((feed) => feedOf(feed).fields);
  expect([...new Set(fields)]).toEqual(fields);
  expect(Object.keys(tableSchema.properties)).toEqual(expect.arrayContaining([...fields]));
});

test("a feed that is not supported yet has no facts", () => {
  expect(() => feedOf("events")).toThrow("the feed events is not supported, expected one of snapshot, changes.");
});
