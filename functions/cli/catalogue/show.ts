import type { MartDefinition, MartReport, TableDefinition } from "../../core/documents";
import type { LoadItem } from "../../core/ledger/items";
import { reasonOf } from "../load/outcome";
import { indent } from "../load/report";
import { renderTable } from "../tables";
import { type MartFacts, type TableFacts, tableFacts } from "./facts";

/** A column as the catalogue has it. */
export interface Column {
  name: string;
  type: string;
  description: string;
}

const heads = (...names: string[]) => names.map((name) => ({ name }));

/** A table: what it is, its columns, its last load, and the files that are open with the reason. */
export async function showTable(table: TableDefinition): Promise<string> {
  return describeTable(table, await tableFacts(table.id));
}

export function describeTable(table: TableDefinition, { batch_date, last, open }: TableFacts): string {
  const key = table.natural_key.join(", ") || "none: the whole row";
  const names = `raw.${table.name}, staging.${table.name}, staging.${table.name}_current, staging.${table.name}_history`;
  const about = [
    `${table.id}  ${table.description}`,
    `Grain       ${table.grain}`,
    `Feed        ${table.feed}, key: ${key}${table.sequence_by ? `, ordered by ${table.sequence_by}` : ""}`,
    `Names       ${names}`,
    `Last batch  ${batch_date ?? "none"}${last ? `, sent ${last.loaded_at}: ${lastLoad(last)}` : ""}`,
  ];
  const columns = table.columns.map(({ name, type, nullable, source_name, description }) => [
    name,
    type,
    nullable ? "" : "required",
    source_name && source_name !== name ? source_name : "",
    description ?? "",
  ]);
  const list = renderTable(heads("column", "type", "", "in the file", "description"), columns);
  return [about.join("\n"), list, ...openFiles(open)].join("\n\n");
}

function lastLoad({ key, report }: LoadItem): string {
  if (!report) return key;
  const { rows_read, inserts, updates, deletes } = report;
  return `${rows_read} rows (${inserts} inserted, ${updates} updated, ${deletes} deleted) of ${key}`;
}

function openFiles(open: LoadItem[]): string[] {
  if (open.length === 0) return [];
  const files = open.map((load) => {
    const told = load.error ? reasonOf(load.key, load) : load.waits_for;
    const reason = told ? `\n${indent(told)}` : "";
    return `${load.key} of ${load.batch_date}  ${load.status}${reason}`;
  });
  return [`Open files\n${files.map(indent).join("\n")}`];
}

/** What the build wrote of the rows. Reports of older versions do not say it. */
function writtenOf({ refresh }: Partial<Pick<MartReport, "refresh">>): string {
  if (!refresh) return "";
  if (refresh.way === "unchanged") return ", as they were before";
  return refresh.way === "changed" ? `, ${refresh.rows_written} of them written` : `, all written: ${refresh.because}`;
}

/** A mart: what it is, its columns (null: it has no table yet), and how far it is published. */
export function describeMart(mart: MartDefinition, { built, newest }: MartFacts, columns: Column[] | null): string {
  const published = built?.batch_date;
  const rows = built?.report ? `, ${built.report.rows} rows${writtenOf(built.report)}` : "";
  const failed = newest?.status === "FAILED" ? `: ${newest.error}: ${newest.error_message}` : "";
  const about = [
    `${mart.id}  ${mart.description}`,
    `Grain       ${mart.grain}`,
    `Kind        ${mart.kind}, key: ${mart.natural_key.join(", ")}`,
    `Inputs      ${mart.inputs.map(({ name, cadence }) => `${name} (${cadence})`).join(", ") || "none"}`,
    `Published   ${published ? `${published}${rows}` : `never: sluice why ${mart.id} says what it waits for`}`,
    ...(newest && newest !== built ? [`Newest      ${newest.batch_date} ${newest.status}${failed}`] : []),
  ];
  if (!columns) return about.join("\n");
  const list = renderTable(
    heads("column", "type", "description"),
    columns.map(({ name, type, description }) => [name, type, description]),
  );
  return [about.join("\n"), list].join("\n\n");
}
