import { runCommand } from "../commands";
import type { Load, StagingReport, TableDefinition } from "../documents";
import { type Claimant, type ClaimLedger, type LoadClaim, ROUNDS, withdrawnSentence } from "./claim";
import { ClaimContestedError } from "./errors";
import { isBatch, type LoadItem, loadOf } from "./items";
import { compareLoads } from "./order";

/** The parts of the ledger that claiming a withdrawal uses. */
export interface WithdrawalLedger extends ClaimLedger {
  /** the loads of a table and batch date */
  loads(table: string, batchDate: string): Promise<LoadItem[]>;
}

/**
 * Makes this execution the owner of a load that is to be withdrawn, and of the file that takes its place: what two
 * executions withdraw at once must not come back by either.
 * @throws ClaimContestedError while another execution is at one of them
 */
export async function claimWithdrawal(
  load: Load,
  { feed }: Pick<TableDefinition, "feed">,
  claimant: Claimant,
  ledger: WithdrawalLedger,
): Promise<LoadClaim> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const found = await ledger.find(load);
    const heir = feed === "snapshot" ? heirOf(load, await ledger.loads(load.table, load.batch_date)) : null;
    const staged = heir ? loadOf(heir) : load;
    const answer = { load, staged, approve: [...claimant.approve, "date" as const], message: null };
    if (found?.status === "WITHDRAWN") return { ...answer, status: "WITHDRAWN", message: withdrawnSentence(found) };
    const items = [found, heir].filter((item) => item !== null);
    const owned = await Promise.all(items.map((item) => own(item, claimant, ledger)));
    if (owned.every(Boolean)) return { ...answer, status: "CLAIMED" };
  }
  throw contested(load);
}

/** The file of the same batch date that was sent last among those that were loaded: it speaks for the date without `load`. */
export function heirOf({ load_id }: Load, loads: LoadItem[]): LoadItem | null {
  // A batch of parts takes the place of nothing: the versions of its parts are what raw has now.
  const live = loads.filter((each) => each.committed && each.status !== "WITHDRAWN" && !isBatch(each));
  const others = live.filter((each) => each.load_id !== load_id);
  return others.toSorted(compareLoads).at(-1) ?? null;
}

async function own(item: LoadItem, { execution_arn }: Claimant, ledger: ClaimLedger): Promise<boolean> {
  if (item.status === "CLAIMED") {
    if (item.execution_arn === execution_arn) return true;
    if (await ledger.isRunning(item.execution_arn)) throw contested(item);
  }
  return ledger.claim(loadOf(item), item);
}

const contested = ({ key }: Load) =>
  new ClaimContestedError(
    `Another execution is loading ${key}, so that nothing can be withdrawn; wait for its end, then withdraw again: sluice runs ${key}`,
  );

/** What became of the rows of a load that was withdrawn. `staged` is the file that has its place now, or the load itself. */
export function withdrawalSentence(load: Load, staged: Load, { snapshot_id, ...report }: StagingReport): string {
  if (report.superseded) return `It had no rows in staging: another file of ${load.batch_date} is live.`;
  if (staged.load_id !== load.load_id)
    return `${load.batch_date} is what ${staged.key} of ${staged.loaded_at} says, and shows nothing of this version.`;
  const rows = snapshot_id === null ? "It had no rows in staging." : "Its rows are gone.";
  const dates = report.rewritten_batch_dates;
  const again = dates.length > 0 ? ` Later days were compared again: ${dates.join(", ")}.` : "";
  return `${rows}${again} To load the newest version of the file after all: ${runCommand({ key: load.key })}`;
}
