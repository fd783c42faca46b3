import type { Run, RunItem } from "../core/ledger/items";
import type { LoadResult, MartResult } from "../core/run/outcome";
import { fullMartResult, type LoadBrief, loadResult, type PlannedLoad } from "../core/run/results";
import { findLoad, readRun, requestsOf } from "./ledger";

/** What became of the files of a run: those of its plan that the state machine tells of. */
export async function loadResults(run: Run, briefs: LoadBrief[]): Promise<LoadResult[]> {
  const planned = ((await readRun(run)) as Pick<RunItem, "loads"> | null)?.loads ?? [];
  const byId = new Map(briefs.map((brief) => [brief.load_id, brief]));
  const results = (planned as PlannedLoad[]).map(async (load) => {
    const brief = byId.get(load.load_id);
    return brief ? [loadResult(load, brief, await findLoad(load), run.run_id)] : [];
  });
  return (await Promise.all(results)).flat();
}

/** What became of the dates of marts that a run has asked for. */
export async function martResults(run: Run, briefs: MartResult[]): Promise<MartResult[]> {
  const marts = [...new Set(briefs.map(({ mart }) => mart))];
  const found = await Promise.all(
    marts.map((mart) => requestsOf(mart, [...new Set(briefs.filter((each) => each.mart === mart).map(dateOf))])),
  );
  const requests = new Map(
    marts.flatMap((mart, at) => (found[at] ?? []).map((each) => [`${mart} ${dateOf(each)}`, each])),
  );
  return briefs.map((brief) =>
    fullMartResult(brief, requests.get(`${brief.mart} ${brief.batch_date}`), run.execution_arn),
  );
}

const dateOf = ({ batch_date }: { batch_date: string }) => batch_date;
