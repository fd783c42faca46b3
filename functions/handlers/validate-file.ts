import { basename } from "node:path/posix";
import middy from "@middy/core";
import { loadDefinitions } from "../aws/definitions";
import { randomAccess, readObjectVersion } from "../aws/objects";
import { quarantine, reportInvalidRows } from "../aws/quarantine";
import type { Approval, Load, ValidationFacts } from "../core/documents";
import { DeploymentError } from "../core/errors";
import { lastDayOf } from "../core/ledger/plausible";
import { FileRejectedError, implausibleChanges, rejectionOf, validate } from "../core/validation";

/** Bytes a millisecond that S3 copies when it copies parts side by side; assumed, not measured. */
const COPIED_PER_MS = 200_000;
/** Milliseconds that reading must leave, to return the facts or to copy the file to quarantine. */
const reserveFor = ({ size }: Load) => Math.min(10_000 + size / COPIED_PER_MS, 300_000);

interface Input {
  load: Load;
  approve: Approval[];
}

type Clock = { getRemainingTimeInMillis(): number };

/**
 * Checks one version of one raw object against its table.
 * @returns the facts for the staging job; if rows are to be set aside, their problems are in quarantine by then
 * @throws FileRejectedError once the file and the reason are in quarantine; ImplausibleDateError; RawReadError; DeploymentError
 */
export async function validateFile({ load, approve }: Input, clock: Clock): Promise<ValidationFacts> {
  const table = (await loadDefinitions()).tables[load.table];
  if (!table)
    throw new DeploymentError(
      `${load.table} is in no definition, yet a load names it: deploy schemas/${load.table} again.`,
    );
  const reserve = reserveFor(load);
  const verdict = await validate(readObjectVersion(load), table, {
    file: basename(load.key),
    deadline: () => clock.getRemainingTimeInMillis() < reserve,
    random: randomAccess(load, load.size),
    ...(approve.includes("date") ? {} : { lastDay: lastDayOf(load, table) }),
  });
  if (!verdict.accepted) {
    await quarantine(load, rejectionOf(load, verdict));
    throw new FileRejectedError(verdict.reason);
  }
  if (verdict.ahead) throw implausibleChanges(load, table, verdict.ahead);
  if (verdict.invalid) await reportInvalidRows(rejectionOf(load, verdict.invalid));
  return verdict.facts;
}

// Out of time, Lambda's own error is told: middy would race it by milliseconds with one that does not say so.
export const handler = middy(validateFile, { timeoutEarlyInMillis: 0 });
