import pc from "picocolors";
import type { Definitions, MaintainedTable, MaintenanceReport } from "../../core/documents";
import { findByName } from "../catalogue/find";
import { plural } from "../load/report";
import { renderTable } from "../tables";

/** What the state machine takes; nothing named is everything. */
export interface MaintenanceInput {
  tables: string[];
  marts: string[];
}

/** @throws UsageError for a name of no table and no mart */
export function inputOf(names: string[], definitions: Definitions): MaintenanceInput {
  const found = names.map((name) => findByName(name, definitions));
  return {
    tables: found.flatMap((each) => ("table" in each ? each.table.id : [])),
    marts: found.flatMap((each) => ("mart" in each ? each.mart.id : [])),
  };
}

const HEADS = [
  { name: "table" },
  { name: "files", right: true },
  { name: "snapshots", right: true },
  { name: "freed", right: true },
];

/** A line for each table, then the failures, each as a sentence of its own. */
export function maintenanceText({ tables }: MaintenanceReport): string {
  if (tables.length === 0) return "No table is there yet to be maintained: load a file first.";
  const failures = tables.flatMap(({ table, error }) => (error ? [`${pc.red("✖")} ${table}  ${error}`] : []));
  return [renderTable(HEADS, tables.map(row)), ...failures].join("\n");
}

/** `2 of 7 tables` */
export const progressText = ({ planned, tables }: MaintenanceReport): string =>
  `${tables.length} of ${plural(planned, "table")}`;

const row = ({ table, before, after }: MaintainedTable): string[] => [
  table,
  `${before.files} -> ${after.files}`,
  `${before.snapshots} -> ${after.snapshots}`,
  `${(Math.max(0, before.bytes - after.bytes) / 1e6).toFixed(1)} MB`,
];
