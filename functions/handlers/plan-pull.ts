import middy from "@middy/core";
import { loadDefinitions } from "../aws/definitions";
import { environment } from "../aws/environment";
import { type PullPlan, type PullRun, planPull } from "../core/run/plan-pull";
import { required } from "../core/run/required";

interface Input {
  pull: PullRun;
  input: unknown;
}
const INPUT = { pull: "object", input: "anything" } as const;

/**
 * Plans the pull of one table.
 * @throws InvalidInputError
 */
export async function planPullHandler(event: unknown): Promise<PullPlan> {
  const { pull, input } = required<Input>(event, INPUT);
  return planPull(input, await loadDefinitions(), pull, {
    prefix: environment("PREFIX"),
    staging_bucket: environment("STAGING_BUCKET"),
    connections: environment("CONNECTIONS").split(","),
  });
}

export const handler = middy(planPullHandler);
