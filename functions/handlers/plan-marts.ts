import middy from "@middy/core";
import { type Build, takeBuild } from "../aws/builds";
import { loadDefinitions } from "../aws/definitions";
import { isRunning } from "../aws/executions";
import { fanInLedger } from "../aws/ledger";
import { mayFollow, planMarts, type Requested, type Touched } from "../core/fan-in";
import type { Run } from "../core/ledger/items";
import type { MartResult } from "../core/run/outcome";
import { required } from "../core/run/required";

interface Input {
  run: Run;
  level: number;
  touched: Touched[];
  requested: Requested[];
  /** what has become of the dates that this run has asked for so far */
  marts: MartResult[];
}
const INPUT = { run: "object", level: "number", touched: "array", requested: "array", marts: "array" } as const;

interface Plan {
  level: number;
  builds: Build[];
  /** with what others have asked for or built */
  touched: Touched[];
  /** whether marts of a higher level may be due after these */
  more: boolean;
}

/**
 * Requests the due marts of the next level, and takes what is to be built of those that no other execution builds. A mart
 * that this run has asked for counts as a new input, even if another run has built it: that one may have ended since.
 */
export async function planMartsHandler(event: unknown): Promise<Plan> {
  const { run, level, requested, marts, ...before } = required<Input>(event, INPUT);
  const built = marts.filter(({ status }) => status === "BUILT").map(({ mart, batch_date }) => ({ mart, batch_date }));
  const scope = { level, requested, touched: [...before.touched, ...built] };
  const definitions = await loadDefinitions();
  const plan = await planMarts(definitions, scope, run.execution_arn, { ...fanInLedger, isRunning });
  const builds = await Promise.all(plan.builds.map(({ mart, batch_dates }) => takeBuild(mart, batch_dates, run, 0)));
  const touched = [...scope.touched, ...plan.touched];
  return { level: plan.level, builds, touched, more: mayFollow(definitions, plan, scope.touched, requested) };
}

export const handler = middy(planMartsHandler);
