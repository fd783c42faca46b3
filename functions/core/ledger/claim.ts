import { runCommand } from "../commands";
import type { Approval, Load } from "../documents";
import { ClaimContestedError } from "./errors";
import type { LoadItem } from "./items";

/** The execution that claims a load. */
export interface Claimant {
  execution_arn: string;
  /** whether to load again a file that is already loaded, as a replay does */
  force: boolean;
  /** what a person lets this load do */
  approve: Approval[];
}

export type Claim = "create" | "take_over" | "already_mine" | "duplicate";

/**
 * Decides a claim by the load's item as just read. The write that follows is conditional on the item being unchanged.
 * `isRunning` is called only for a load that another execution has CLAIMED: an aborted execution leaves its claim behind.
 */
export async function decideClaim(
  found: LoadItem | null,
  claimant: Claimant,
  isRunning: (executionArn: string) => Promise<boolean>,
): Promise<Claim> {
  if (!found) return "create";
  if (found.status === "LOADED") return claimant.force ? "take_over" : "duplicate";
  if (found.status !== "CLAIMED") return "take_over";
  if (found.execution_arn === claimant.execution_arn) return "already_mine";
  return (await isRunning(found.execution_arn)) ? "duplicate" : "take_over";
}

/** The parts of the ledger and of Step Functions that claiming uses. */
export interface ClaimLedger {
  find(load: Load): Promise<LoadItem | null>;
  /** a write on condition that the item is still as `found`; false when it is not */
  claim(load: Load, found: LoadItem | null): Promise<boolean>;
  isRunning(executionArn: string): Promise<boolean>;
}

export interface LoadClaim {
  status: "CLAIMED" | "DUPLICATE";
  load: Load;
  /** what a person lets this load do, now or when it was committed: nobody is asked twice about the same dates */
  approve: Approval[];
}

/** Each lost write means that somebody else made progress, so a few rounds decide it. */
const ROUNDS = 10;

/**
 * Reads, decides and writes until a write holds or the load is a duplicate. A replay has no sequencer, so the sequencer on
 * record is kept: it orders files that landed within one second.
 * @throws ClaimContestedError
 */
export async function claimUntilDecided(load: Load, claimant: Claimant, ledger: ClaimLedger): Promise<LoadClaim> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const found = await ledger.find(load);
    const wanted = { ...load, sequencer: load.sequencer || (found?.sequencer ?? "") };
    const claim = await decideClaim(found, claimant, ledger.isRunning);
    const approve = approvedFor(claimant, found);
    if (claim === "duplicate") return { status: "DUPLICATE", load: wanted, approve };
    if (claim === "already_mine" || (await ledger.claim(wanted, found)))
      return { status: "CLAIMED", load: wanted, approve };
  }
  throw new ClaimContestedError(
    `Another execution changed the load ${load.load_id} of ${load.key} first, ${ROUNDS} times in a row; load it again: ${runCommand({ key: load.key })}`,
  );
}

function approvedFor({ approve }: Claimant, found: LoadItem | null): Approval[] {
  return found?.committed && !approve.includes("date") ? [...approve, "date"] : approve;
}
