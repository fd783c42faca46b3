import middy from "@middy/core";
import { loadDefinitions } from "../aws/definitions";
import { isShapeKnown, recordLoaded, recordLoadFailure } from "../aws/ledger";
import { readReport } from "../aws/reports";
import type { Load, StagingReport, ValidationFacts } from "../core/definitions/types";
import { LoadTakenOverError } from "../core/ledger/errors";
import { checkStagingReport } from "../core/ledger/report";
import { describeFailure, type Failure, type StateFailure } from "../core/run/failure";
import { required } from "../core/run/required";

interface Input {
  load: Load;
  run_id: string;
  execution_arn: string;
  report: string;
  facts: Partial<ValidationFacts>;
  failure: StateFailure | null;
}
const INPUT = {
  load: "object",
  run_id: "string",
  execution_arn: "string",
  report: "string",
  facts: "object",
  failure: "object?",
} as const;

/** Writes a load's outcome to the ledger; of a good one it answers whether raw is to be crawled, of a bad one what to tell. */
export async function recordLoadHandler(event: unknown): Promise<{ status: "LOADED"; crawl: boolean } | Failure> {
  const { load, facts, report, failure, ...owner } = required<Input>(event, INPUT);
  if (failure) {
    const told = describeFailure(failure);
    await recordLoadFailure(load, owner, told.error === "FileRejectedError" ? "REJECTED" : "FAILED", told);
    return told;
  }
  const counts = checkStagingReport(await readReport<StagingReport>(report), load);
  if (!(await recordLoaded(load, owner, counts)))
    throw new LoadTakenOverError(
      `Another execution has taken over the load ${load.load_id} of ${load.key}: its outcome is the one on record.`,
    );
  const crawl = (await loadDefinitions()).tables[load.table]?.crawl ?? "never";
  return {
    status: "LOADED",
    crawl: crawl === "always" || (crawl === "on_schema_change" && !(await isShapeKnown(load.table, `${facts.shape}`))),
  };
}

export const handler = middy(recordLoadHandler);
