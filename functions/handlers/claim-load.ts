import middy from "@middy/core";
import { isRunning } from "../aws/executions";
import { claimLoad, findLoad } from "../aws/ledger";
import type { Load } from "../core/documents";
import { claimUntilDecided, type LoadClaim } from "../core/ledger/claim";
import { required } from "../core/run/required";

interface Input {
  load: Load;
  run_id: string;
  execution_arn: string;
  force: boolean;
}
const INPUT = { load: "object", run_id: "string", execution_arn: "string", force: "boolean" } as const;

/** Makes this execution the owner of the load, or answers that the load is a duplicate. */
export async function claimLoadHandler(event: unknown): Promise<LoadClaim> {
  const { load, run_id, execution_arn, force } = required<Input>(event, INPUT);
  const owner = { execution_arn, run_id };
  return claimUntilDecided(
    load,
    { ...owner, force },
    {
      find: findLoad,
      claim: (wanted, found) => claimLoad(wanted, owner, found),
      isRunning,
    },
  );
}

export const handler = middy(claimLoadHandler);
