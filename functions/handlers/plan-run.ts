import middy from "@middy/core";
import { loadDefinitions } from "../aws/definitions";
import { environment } from "../aws/environment";
import { recordRun } from "../aws/ledger";
import { quarantine } from "../aws/quarantine";
import { findObject, listVersions } from "../aws/raw";
import { ReservedKeyError } from "../core/keys";
import type { Run } from "../core/ledger/items";
import { parseTrigger } from "../core/run/input";
import { loadsOf, planRun, type RunPlan, StrayObjectError } from "../core/run/plan-run";
import { required } from "../core/run/required";
import { strayRejection } from "../core/run/stray";

interface Input {
  run: Run;
  input: unknown;
}
const INPUT = { run: "object", input: "anything" } as const;

/**
 * Plans what the run loads and builds, and records the run as RUNNING.
 * @throws InvalidInputError; ReservedKeyError; UnknownTableError or MalformedKeyError once the object and the reason are in quarantine
 */
export async function planRunHandler(event: unknown): Promise<RunPlan> {
  const { run, input } = required<Input>(event, INPUT);
  const definitions = await loadDefinitions();
  const name = environment("RAW_BUCKET");
  const raw = { name, find: findObject, list: (prefix: string) => listVersions(name, prefix) };
  const names = { prefix: environment("PREFIX"), staging_bucket: environment("STAGING_BUCKET") };
  const plan = await planRun(parseTrigger(input, definitions), definitions, raw, names).catch(async (error) => {
    if (!(error instanceof StrayObjectError)) throw error;
    if (!(error.cause instanceof ReservedKeyError)) await quarantine(error.object, strayRejection(error));
    throw error.cause;
  });
  await recordRun(run, { trigger: input, key: plan.key, ignored: plan.ignored, loads: loadsOf(plan), marts: [] });
  return plan;
}

export const handler = middy(planRunHandler);
