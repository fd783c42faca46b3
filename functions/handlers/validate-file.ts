import { basename } from "node:path/posix";
import middy from "@middy/core";
import { loadDefinitions } from "../aws/definitions";
import { quarantine, readObjectVersion } from "../aws/objects";
import type { Load, Rejection, ValidationFacts } from "../core/definitions/types";
import { FileRejectedError, validate } from "../core/validation";

/** What is left of the Lambda's time when reading stops: enough to quarantine the file, or to say how far it got. */
const RESERVE_MS = 10_000;

export interface Input {
  load: Load;
}

interface Clock {
  getRemainingTimeInMillis(): number;
}

/**
 * Checks one version of one raw object against its table.
 * @returns what the staging job should know of it
 * @throws FileRejectedError once the file and the reason are in quarantine; ValidationTimeoutError
 */
export async function validateFile({ load }: Input, clock: Clock): Promise<ValidationFacts> {
  const table = (await loadDefinitions()).tables[load.table];
  if (!table)
    throw new Error(`${load.table} is in no definition, yet a load names it: deploy schemas/${load.table} again`);
  const verdict = await validate(await readObjectVersion(load), table, {
    file: basename(load.key),
    deadline: () => clock.getRemainingTimeInMillis() < RESERVE_MS,
  });
  if (verdict.accepted) return verdict.facts;
  const { accepted: _no, ...facts } = verdict;
  const { load_id, bucket, key, version_id } = load;
  const rejection: Rejection = { load_id, table: load.table, bucket, key, version_id, ...facts };
  await quarantine(load, rejection);
  throw new FileRejectedError(rejection.reason);
}

export const handler = middy(validateFile);
