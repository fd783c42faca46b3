import { endOf } from "../../aws/executions";
import { readRun } from "../../aws/ledger";
import type { RunItem } from "../../core/ledger/items";
import { describeFailure } from "../../core/run/failure";

/** Executions that are asked about at once. */
const AT_ONCE = 10;

/** A run that the ledger has as RUNNING although its execution is over: nothing in it could record the outcome any more. */
async function asItIs(run: RunItem): Promise<RunItem> {
  if (run.status !== "RUNNING") return run;
  const end = await endOf(run.execution_arn);
  if (end === null) return run;
  const recorded = await readRun(run); // it may have ended since
  if (recorded && recorded.status !== "RUNNING") return recorded;
  const why = end.cause ? ` Step Functions says: ${describeFailure({ Cause: end.cause }).error_message}` : "";
  return {
    ...run,
    status: "FAILED",
    error: end.error ?? `Execution.${end.status}`,
    error_message: `The execution is over (${end.status}), and recorded no outcome; files that it left CLAIMED can be loaded again.${why}`,
    ...(end.stopped_at ? { finished_at: end.stopped_at } : {}),
  };
}

/** The runs as they are: of those that the ledger has as RUNNING Step Functions is asked. */
export async function asTheyAre(runs: RunItem[]): Promise<RunItem[]> {
  const shown: RunItem[] = [];
  for (let at = 0; at < runs.length; at += AT_ONCE)
    shown.push(...(await Promise.all(runs.slice(at, at + AT_ONCE).map(asItIs))));
  return shown;
}
