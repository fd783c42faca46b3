import { definitionNames } from "../names";
import type { Trigger } from "./input";
import { NOTHING, type RunPlan } from "./plan-run";

/** In place of a date: the newest state before the one that is served, which the job knows. */
export const PREVIOUS = "previous";

/** Plans a rollback: one run of the mart's job. */
export function planRollback(
  { mart, to }: Extract<Trigger, { type: "rollback" }>,
  { run_id }: { run_id: string },
  prefix: string,
  martBucket: string,
): RunPlan {
  const job = definitionNames(prefix).martJob(mart);
  const report = `s3://${martBucket}/_reports/${mart}/${run_id}/rollback.json`;
  return { ...NOTHING, rollback: { mart, job, to: to ?? PREVIOUS, report } };
}
