import { runCommand } from "../commands";
import { type Estimate, estimate, type JobFacts } from "../cost";
import type { Definitions, MartInput } from "../documents";
import { jobRunsOf } from "../fan-in";
import type { Change } from "./types";

/** What the stage has of a table: the loads that are in staging. */
export interface TableFacts {
  loads: number;
  rows: number;
  job: JobFacts | null;
}

/** What the stage has of a mart: its states, or for a new mart the batch dates that its inputs have arrived for. */
export interface MartFacts {
  batch_dates: string[];
  /** of the newest state; null before the first */
  rows: number | null;
  job: JobFacts | null;
}

export interface Facts {
  tables: Record<string, TableFacts>;
  marts: Record<string, MartFacts>;
}

/** A table to be loaded, or a mart to be built, again. */
export interface Rebuild {
  type: "table" | "mart";
  id: string;
  why: string;
  rows: number | null;
  cost: Estimate;
  command: string;
}

/** What is to be made again once the changes are deployed: in the order in which it has to be done. */
export function rebuildsOf(changes: readonly Change[], definitions: Definitions, facts: Facts): Rebuild[] {
  const why = new Map(changes.flatMap((change) => reasonOf(change)));
  const marts = Object.values(definitions.marts).sort((left, right) => left.level - right.level);
  for (const { id, inputs } of marts) {
    const input = inputs.find((each) => why.has(nameOf(each)) && !isNew(why.get(nameOf(each))));
    if (!why.has(`mart ${id}`) && input) why.set(`mart ${id}`, `its input ${input.table ?? input.mart} is made again`);
  }
  const tables = Object.keys(definitions.tables).flatMap((id) => ofTable(id, why.get(`table ${id}`), facts));
  return [...tables, ...marts.flatMap(({ id }) => ofMart(id, why.get(`mart ${id}`), facts))];
}

const NEW = "new";
const isNew = (why?: string) => why === NEW;
const nameOf = ({ table, mart }: MartInput) => (table === null ? `mart ${mart}` : `table ${table}`);

function reasonOf({ type, id, verdict, differences }: Change): [string, string][] {
  if (verdict === "added") return [[`${type} ${id}`, NEW]];
  const whats = differences.filter(({ rebuilds }) => rebuilds).map(({ what }) => what);
  return whats.length > 0 ? [[`${type} ${id}`, `${whats.join(", ")}`]] : [];
}

/** Files of a new table come later. */
function ofTable(id: string, why: string | undefined, { tables }: Facts): Rebuild[] {
  const facts = tables[id];
  if (why === undefined || !facts || facts.loads === 0) return [];
  const cost = estimate([{ runs: facts.loads, facts: facts.job }]);
  return [{ type: "table", id, why, rows: facts.rows, cost, command: runCommand({ tables: [id] }) }];
}

function ofMart(id: string, why: string | undefined, { marts }: Facts): Rebuild[] {
  const { batch_dates, rows, job } = marts[id] ?? { batch_dates: [], rows: null, job: null };
  const [from, to] = [batch_dates[0], batch_dates.at(-1)];
  if (why === undefined || from === undefined || to === undefined) return [];
  const cost = estimate([{ runs: jobRunsOf(batch_dates), builds: batch_dates.length, facts: job }]);
  const command = `sluice run --mart ${id} --from ${from} --to ${to}`;
  return [{ type: "mart", id, why, rows: rows === null ? null : rows * batch_dates.length, cost, command }];
}
