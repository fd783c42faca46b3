import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Definitions, MartDefinition, TableDefinition } from "../../core/documents";
import { draftTest, feedingOf } from "../../core/unit-tests";
import { findMart } from "../catalogue/find";
import { UsageError } from "../errors";
import { ROOT } from "../paths";
import { loadDefinitions } from "../read-definitions";
import { LiveRows } from "./live-rows";

/**
 * Drafts a unit test of a mart from rows of a stage, and says where it is.
 * @throws UsageError when there is no such mart, it does not serve that date, or the file exists
 */
export async function draftFrom(id: string | undefined, date: string, stage: string): Promise<void> {
  const definitions = loadDefinitions(ROOT);
  if (id === undefined) {
    const known = Object.keys(definitions.marts).sort().join(", ") || "none";
    throw new UsageError(`No mart is named, expected one of ${known}: name the mart to draft a test of.`);
  }
  const mart = findMart(id, definitions);
  const path = `glue/marts/${mart.id}/tests/from_${date.replaceAll("-", "_")}.yml`;
  if (existsSync(join(ROOT, path))) throw new UsageError(`${path} exists: rename it, or delete it, and draft again.`);
  const { useStage } = await import("../environment");
  const used = await useStage(stage);
  await requireServed(mart.id, date);
  const { runQuery } = await import("../athena");
  const live = new LiveRows(mart, (sql) => runQuery(sql, used));
  const rows = await live.martRows();
  const tables = await changesOf(live, tablesOf(mart, definitions), date);
  mkdirSync(dirname(join(ROOT, path)), { recursive: true });
  writeFileSync(join(ROOT, path), draftTest(`${mart.id} on ${stage}`, date, tables, rows));
  const given = tables.map(({ table, changes }) => `${changes.length} of ${table.id}`).join(", ");
  console.log(`${path}: expects ${rows.rows.length} rows; gives changes: ${given}.`);
  console.log(
    `It is a draft of live rows: look at each, replace what is personal, then run sluice test-mart ${mart.id}.`,
  );
}

/** The tables that feed the mart: those that it reads itself first, since their rows lead to the others. */
const tablesOf = (mart: MartDefinition, definitions: Definitions): TableDefinition[] => [
  ...feedingOf(mart.id, definitions).tables.values(),
];

async function changesOf(live: LiveRows, tables: TableDefinition[], date: string) {
  const found = [];
  for (const table of tables) found.push({ table, changes: await live.changes(table, date) });
  return found;
}

async function requireServed(mart: string, date: string): Promise<void> {
  const { martFacts } = await import("../catalogue/facts");
  const { built } = await martFacts(mart);
  const served = built?.report?.published_batch_date ?? built?.batch_date;
  if (served === date) return;
  const found = served ? `shows ${served}` : "is not built yet";
  throw new UsageError(
    `The mart ${mart} ${found}, expected ${date}: ${served ? `draft from that date, --from ${served}` : `see sluice why ${mart}`}.`,
  );
}
