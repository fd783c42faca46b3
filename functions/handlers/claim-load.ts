import middy from "@middy/core";
import { loadDefinitions } from "../aws/definitions";
import { isRunning } from "../aws/executions";
import { claimLoad, come, findLoad, loadsOf } from "../aws/ledger";
import type { Approval, Load } from "../core/documents";
import { partsOf } from "../core/keys";
import { type ClaimLedger, claimUntilDecided, type LoadClaim } from "../core/ledger/claim";
import { requirePlausible } from "../core/ledger/plausible";
import { claimWithdrawal } from "../core/ledger/withdrawal";
import { required } from "../core/run/required";

interface Input {
  load: Load;
  run_id: string;
  execution_arn: string;
  force: boolean;
  restore: boolean;
  withdraw: boolean;
  approve: Approval[];
}
const TEXTS = { run_id: "string", execution_arn: "string" } as const;
const FLAGS = { force: "boolean", restore: "boolean", withdraw: "boolean" } as const;
const INPUT = { ...TEXTS, ...FLAGS, load: "object", approve: "array" } as const;

/**
 * Makes this execution the owner of the load, to stage or to withdraw it, or answers that there is nothing to do.
 * @throws ImplausibleDateError once the load is on record; ClaimContestedError
 */
export async function claimLoadHandler(event: unknown): Promise<LoadClaim> {
  const { load, run_id, execution_arn, withdraw, ...given } = required<Input>(event, INPUT);
  const claimant = { execution_arn, ...given };
  const ledger: ClaimLedger = {
    find: findLoad,
    claim: (wanted, found) => claimLoad(wanted, { execution_arn, run_id }, found),
    isRunning,
  };
  const table = (await loadDefinitions()).tables[load.table];
  if (table && withdraw) {
    const loads = (id: string, date: string) => loadsOf(id, { from: date, to: date });
    return claimWithdrawal(load, table, claimant, { ...ledger, loads });
  }
  const claim = await claimUntilDecided(load, claimant, ledger);
  if (!table || claim.status !== "CLAIMED") return claim;
  if (!claim.approve.includes("date")) requirePlausible(claim.load, table);
  // A part may wait for the others of its snapshot.
  if (!partsOf(table)) await come({ table: table.id, load_id: claim.load.load_id, execution_arn });
  return claim;
}

export const handler = middy(claimLoadHandler);
