import type { Deployment } from "../../tests/end-to-end/support/deployment";
import { deliver, FAULTS, type FaultName } from "./faults";
import type { Order } from "./orders";

/** What the product tells to do again is done so often, one file after the other. */
const ROUNDS = 3;

/**
 * Delivers the bursts of an order, then starts again what failed, as a person would whom `sluice runs` tells so.
 * @returns what went wrong, how many runs failed, and how many were started again
 */
export async function play(
  { bursts }: Order,
  deployment: Deployment,
): Promise<{ faults: FaultName[]; failed_runs: number; repairs: number }> {
  const faults: FaultName[] = [];
  for (const { files, fault, at } of bursts)
    if (!fault) await deliver(files, deployment);
    else if ((await FAULTS[fault](files, deployment, at)) > 0) faults.push(fault);
  const failed_runs = (await deployment.runs()).filter(({ status }) => status === "FAILED").length;
  let repairs = 0;
  let open = await failedKeys(deployment, bursts);
  for (let round = 0; open.length > 0 && round < ROUNDS; round += 1) {
    for (const key of open) await deployment.startPipeline({ key });
    repairs += open.length;
    open = await failedKeys(deployment, bursts);
  }
  if (open.length > 0) throw new Error(`After ${ROUNDS} rounds of runs these files still fail: ${open.join(", ")}`);
  return { faults, failed_runs, repairs };
}

/** The files whose latest run failed, or was stopped. */
async function failedKeys(deployment: Deployment, bursts: Order["bursts"]): Promise<string[]> {
  const { asTheyAre } = await import("../../functions/cli/run/over");
  const runs = await asTheyAre(await deployment.runs());
  const keyOf = ({ key, trigger }: { key?: string | null; trigger?: unknown }) =>
    key ?? (trigger as { key?: string } | undefined)?.key;
  return bursts
    .flatMap(({ files }) => files.map(({ key }) => key))
    .filter((key) => runs.find((run) => keyOf(run) === key)?.status !== "SUCCEEDED");
}
