import type { Load, Part, Parts, StagingReport, ValidationFacts } from "../documents";
import { type Claimant, type ClaimLedger, claimUntilDecided } from "../ledger/claim";
import { LoadTakenOverError } from "../ledger/errors";
import { assess, type Verdict } from "./assess";
import { batchOf } from "./batch";
import type { Scene } from "./scene";

/** A file of a table whose snapshots come in parts, once the gate has let it pass. */
export interface Arrival {
  load: Load;
  /** null of a file without rows, which at most closes the snapshot */
  facts: ValidationFacts | null;
  claimant: Claimant;
  /** whether a person lets the snapshot be complete as it is */
  approved: boolean;
  /** false for all but the last file of a replayed date */
  may_close: boolean;
}

/** The ledger and the raw bucket, as gathering uses them. */
export interface PartsLedger extends ClaimLedger {
  /** puts the part on record as checked; false if it belongs to another execution */
  checked(load: Load, facts: ValidationFacts | null): Promise<boolean>;
  waiting(load: Load, waitsFor: string): Promise<boolean>;
  loaded(load: Load, report: StagingReport): Promise<boolean>;
  scene(load: Load): Promise<Pick<Scene, "present" | "items" | "listed" | "now">>;
  /** writes which parts the batch has */
  write(batch: Load, parts: Part[]): Promise<void>;
}

/** What the execution of the file does next: it loads the batch, ends, or looks again after some seconds. */
export interface Gathered {
  status: "CLOSE" | "WAITING" | "QUIET" | "DUPLICATE" | "WITHDRAWN";
  batch: Load | null;
  facts: ValidationFacts | Record<string, never>;
  message: string;
  seconds: number;
}

const LATER: Verdict = { status: "WAITING", message: "the last file of this run closes the batch" };
const nothing = (facts: ValidationFacts | null) => ({ batch: null, facts: facts ?? {}, message: "", seconds: 0 });

/**
 * Decides whether this file completes the snapshot of its date. The claim of the batch, a conditional write, makes one
 * execution its closer.
 * @throws SnapshotPartError, ClaimContestedError, LoadTakenOverError
 */
export async function gather(arrival: Arrival, parts: Parts, ledger: PartsLedger): Promise<Gathered> {
  const { load, facts, claimant, approved, may_close } = arrival;
  if (!(await ledger.checked(load, facts))) throw new LoadTakenOverError(load);
  const verdict = may_close ? assess({ parts, load, approved, ...(await ledger.scene(load)) }) : LATER;
  if (verdict.status === "QUIET") return { ...nothing(facts), status: "QUIET", seconds: verdict.seconds };
  if (verdict.status === "WAITING") return wait(arrival, verdict.message, ledger);
  const batch = batchOf(verdict.parts, verdict.closer);
  await ledger.write(batch.load, verdict.parts);
  const claim = await claimUntilDecided(batch.load, claimant, ledger);
  if (claim.status === "CLAIMED") {
    return { ...nothing(facts), status: "CLOSE", batch: claim.load, facts: batch.facts };
  }
  if (claim.status === "WITHDRAWN") {
    return { ...(await wait(arrival, claim.message ?? "its snapshot was withdrawn", ledger)), status: "WITHDRAWN" };
  }
  return joined(arrival, batch.load, ledger);
}

async function wait({ load, facts }: Arrival, message: string, ledger: PartsLedger): Promise<Gathered> {
  if (!(await ledger.waiting(load, message))) throw new LoadTakenOverError(load);
  return { ...nothing(facts), status: "WAITING", message };
}

/**
 * The batch belongs to another execution. That one marks the parts that wait after it has loaded the batch, and this one
 * looks at the batch after it has begun to wait, so that one of them sees the other.
 */
async function joined(arrival: Arrival, batch: Load, ledger: PartsLedger): Promise<Gathered> {
  const waiting = await wait(arrival, "its batch is being loaded by another run", ledger);
  const found = await ledger.find(batch);
  if (found?.status !== "LOADED" || !found.report) return waiting;
  await ledger.loaded(arrival.load, found.report);
  return { ...waiting, status: "DUPLICATE" };
}
