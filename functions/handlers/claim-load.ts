import middy from "@middy/core";
import { loadDefinitions } from "../aws/definitions";
import { isRunning } from "../aws/executions";
import { claimLoad, findLoad } from "../aws/ledger";
import type { Approval, Load } from "../core/documents";
import { claimUntilDecided, type LoadClaim } from "../core/ledger/claim";
import { requirePlausible } from "../core/ledger/plausible";
import { required } from "../core/run/required";

interface Input {
  load: Load;
  run_id: string;
  execution_arn: string;
  force: boolean;
  approve: Approval[];
}
const TEXTS = { run_id: "string", execution_arn: "string" } as const;
const INPUT = { ...TEXTS, load: "object", force: "boolean", approve: "array" } as const;

/**
 * Makes this execution the owner of the load, or answers that the load is a duplicate.
 * @throws ImplausibleDateError once the load is on record; ClaimContestedError
 */
export async function claimLoadHandler(event: unknown): Promise<LoadClaim> {
  const { load, run_id, execution_arn, force, approve } = required<Input>(event, INPUT);
  const owner = { execution_arn, run_id };
  const claim = await claimUntilDecided(
    load,
    { ...owner, force, approve },
    {
      find: findLoad,
      claim: (wanted, found) => claimLoad(wanted, owner, found),
      isRunning,
    },
  );
  const table = (await loadDefinitions()).tables[load.table];
  if (table && claim.status === "CLAIMED" && !claim.approve.includes("date")) requirePlausible(claim.load, table);
  return claim;
}

export const handler = middy(claimLoadHandler);
