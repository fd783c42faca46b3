import middy from "@middy/core";
import { recordOutcome } from "../aws/ledger";
import { loadResults, martResults } from "../aws/results";
import type { Run } from "../core/ledger/items";
import type { StateFailure } from "../core/run/failure";
import { type MartResult, type Outcome, runOutcome, runWarnings } from "../core/run/outcome";
import { required } from "../core/run/required";
import { fitting, type LoadBrief } from "../core/run/results";

interface Input {
  run: Run;
  /** what the state machine says of each file and mart, in a few words */
  loads: LoadBrief[];
  marts: MartResult[];
  failure: StateFailure | null;
  finished_at: string;
}
const INPUT = { run: "object", loads: "array", marts: "array", failure: "object?", finished_at: "string" } as const;

/** Writes the run's outcome to the ledger: FAILED when any file, mart or state failed. Returns what its marts warn of, too. */
export async function completeRunHandler(event: unknown): Promise<Outcome & { warnings: string[] }> {
  const { run, failure, finished_at, ...results } = required<Input>(event, INPUT);
  const all = await Promise.all([loadResults(run, results.loads), martResults(run, results.marts)]);
  const [loads, marts] = [fitting(all[0]), fitting(all[1])];
  const outcome = runOutcome(loads, marts, failure);
  await recordOutcome(run, outcome, { loads, marts, finished_at });
  return { ...outcome, warnings: runWarnings(marts) };
}

export const handler = middy(completeRunHandler);
