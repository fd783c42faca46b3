import middy from "@middy/core";
import { loadDefinitions } from "../aws/definitions";
import { environment } from "../aws/environment";
import { loadsOf as loadsOfTable, recordRun } from "../aws/ledger";
import { quarantine } from "../aws/quarantine";
import { findObject, listVersions } from "../aws/raw";
import type { Definitions } from "../core/documents";
import { ReservedKeyError } from "../core/keys";
import type { Run } from "../core/ledger/items";
import { parseTrigger, type Trigger } from "../core/run/input";
import { planRollback } from "../core/run/plan-rollback";
import { loadsOf, planRun, type RunPlan, StrayObjectError } from "../core/run/plan-run";
import { planWithdrawal } from "../core/run/plan-withdrawal";
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
  const plan = await planOf(parseTrigger(input, definitions), definitions, run).catch(async (error) => {
    if (!(error instanceof StrayObjectError)) throw error;
    if (!(error.cause instanceof ReservedKeyError)) await quarantine(error.object, strayRejection(error));
    throw error.cause;
  });
  await recordRun(run, { trigger: input, key: plan.key, ignored: plan.ignored, loads: loadsOf(plan), marts: [] });
  return plan;
}

async function planOf(trigger: Trigger, definitions: Definitions, run: Run): Promise<RunPlan> {
  const names = { prefix: environment("PREFIX"), staging_bucket: environment("STAGING_BUCKET") };
  if (trigger.type === "rollback") return planRollback(trigger, run, names.prefix, environment("MART_BUCKET"));
  if (trigger.type === "withdraw") return planWithdrawal(trigger, definitions, loadsOfTable, names);
  const name = environment("RAW_BUCKET");
  const raw = { name, find: findObject, list: (prefix: string) => listVersions(name, prefix) };
  return planRun(trigger, definitions, raw, names);
}

export const handler = middy(planRunHandler);
