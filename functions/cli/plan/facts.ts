import { jobFacts } from "../../aws/jobs";
import { ledgerView, loadsOf, martRequests } from "../../aws/ledger";
import type { Definitions, MartDefinition, TableDefinition } from "../../core/documents";
import { dueDates } from "../../core/fan-in";
import type { DeploymentNames } from "../../core/names";
import type { Change, Facts } from "../../core/plan";

/** What the ledger and the jobs know of the tables and marts that may have to be made again. */
export async function gatherFacts(
  changes: Change[],
  { tables, marts }: Definitions,
  names: DeploymentNames,
): Promise<Facts> {
  if (changes.length === 0) return { tables: {}, marts: {} };
  const changed = changes.flatMap(({ type, id }) => (type === "table" ? (tables[id] ?? []) : []));
  return {
    tables: await byId(changed, (table) => tableFacts(table, names)),
    marts: await byId(Object.values(marts), (mart) => martFacts(mart, names)),
  };
}

async function byId<T extends { id: string }, F>(all: T[], facts: (each: T) => Promise<F>): Promise<Record<string, F>> {
  return Object.fromEntries(await Promise.all(all.map(async (each) => [each.id, await facts(each)] as const)));
}

async function tableFacts({ id, name }: TableDefinition, names: DeploymentNames) {
  const loads = (await loadsOf(id)).filter(({ committed }) => committed);
  const rows = loads.reduce((sum, { report }) => sum + (report?.rows_read ?? 0), 0);
  return { loads: loads.length, rows, job: await jobFacts(names.stagingJob(name)) };
}

async function martFacts(mart: MartDefinition, names: DeploymentNames) {
  const built = (await martRequests(mart.id)).filter(({ status }) => status === "BUILT");
  const batch_dates =
    built.length > 0 ? built.map(({ batch_date }) => batch_date) : dueDates(mart, await ledgerView([mart]));
  return { batch_dates, rows: built.at(-1)?.report?.rows ?? null, job: await jobFacts(names.martJob(mart.id)) };
}
