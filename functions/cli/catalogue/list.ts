import type { Definitions } from "../../core/documents";
import { renderTable } from "../tables";
import { countOpen, martFacts, tableFacts } from "./facts";

const TABLE_HEADS = ["table", "feed", "columns", "last batch", "rows", "sent", "open files"].map((name) => ({
  name,
  right: name === "columns" || name === "rows",
}));
const MART_HEADS = ["mart", "kind", "published", "rows", "newest", "status"].map((name) => ({
  name,
  right: name === "rows",
}));

/** Every table and every mart, a line each: how fresh it is, and what is open. */
export async function listAll({ tables, marts }: Definitions): Promise<string> {
  const ofTables = await Promise.all(
    Object.values(tables).map(async ({ id, feed, columns }) => {
      const { batch_date, last, open } = await tableFacts(id);
      const sent = last ? `${last.loaded_at.slice(0, 16).replace("T", " ")} UTC` : "never";
      const rows = last?.report?.rows_read.toLocaleString("en") ?? "";
      return [id, feed, String(columns.length), batch_date ?? "", rows, sent, countOpen(open)];
    }),
  );
  const ofMarts = await Promise.all(
    Object.values(marts).map(async ({ id, kind }) => {
      const { built, newest } = await martFacts(id);
      const rows = built?.report?.rows.toLocaleString("en") ?? "";
      const published = built?.batch_date ?? "never";
      return [id, kind, published, rows, newest?.batch_date ?? "", newest?.status ?? "never asked for"];
    }),
  );
  const parts = [renderTable(TABLE_HEADS, ofTables.sort()), renderTable(MART_HEADS, ofMarts.sort())];
  return [...parts, "sluice tables NAME shows columns and files; sluice why MART says what a mart waits for."].join(
    "\n\n",
  );
}
