import { runCommand } from "../commands";
import type { Approval, Load } from "../documents";
import { ClaimContestedError } from "./errors";
import type { LoadItem } from "./items";

/** The execution that claims a load. */
export interface Claimant {
  execution_arn: string;
  /** whether to load again a file that is already loaded, as a replay does */
  force: boolean;
  /** whether to load again a file that was withdrawn */
  restore: boolean;
  /** what a person lets this load do */
  approve: Approval[];
}

export type Claim = "create" | "take_over" | "already_mine" | "duplicate" | "withdrawn";

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
  if (found.status === "WITHDRAWN") return claimant.restore ? "take_over" : "withdrawn";
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
  status: "CLAIMED" | "DUPLICATE" | "WITHDRAWN";
  load: Load;
  /** the file to stage: of a withdrawal, the one that takes the place of the load, or the load itself where none does */
  staged: Load;
  /** what a person lets this load do, now or when it was committed: nobody is asked twice about the same dates */
  approve: Approval[];
  /** what else is to be known, one sentence */
  message: string | null;
}

/** Each lost write means that somebody else made progress, so a few rounds decide it. */
export const ROUNDS = 10;

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
    const answer = { load: wanted, staged: wanted, approve: approvedFor(claimant, found), message: null };
    if (claim === "duplicate") return { ...answer, status: "DUPLICATE" };
    if (found && claim === "withdrawn") return { ...answer, status: "WITHDRAWN", message: withdrawnSentence(found) };
    if (claim === "already_mine" || (await ledger.claim(wanted, found))) return { ...answer, status: "CLAIMED" };
  }
  throw new ClaimContestedError(
    `Another execution changed the load ${load.load_id} of ${load.key} first, ${ROUNDS} times in a row; load it again: ${runCommand({ key: load.key })}`,
  );
}

/** Of a version that was withdrawn: an event or a replay does not bring it back. */
export const withdrawnSentence = ({ key, run_id, withdrawn_at }: LoadItem): string =>
  `This version was withdrawn by the run ${run_id}${withdrawn_at ? ` at ${withdrawn_at}` : ""}; nothing was done. To load the newest version of the file after all: ${runCommand({ key })}`;

function approvedFor({ approve }: Claimant, found: LoadItem | null): Approval[] {
  return found?.committed && !approve.includes("date") ? [...approve, "date"] : approve;
}
