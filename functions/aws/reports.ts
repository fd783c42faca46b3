import type { JobFailure } from "../core/documents";
import { RunReportError } from "../core/ledger/errors";
import { isOfEarlierRun, jobRunOf, type StateFailure } from "../core/run/failure";
import { readJson } from "./objects";

/** The document that a job left at `uri` (s3://...), or null. */
export async function findReport<T>(uri: string): Promise<T | null> {
  const { host, pathname } = new URL(uri);
  try {
    return await readJson<T>(host, decodeURIComponent(pathname.slice(1)));
  } catch (error) {
    if ((error as Error).name !== "NoSuchKey") throw error;
    return null;
  }
}

/**
 * The run report that a Glue job left at `uri` (s3://...).
 * @throws RunReportError if there is none: a job that ends as SUCCEEDED without a report has not done its work
 */
export async function readReport<T>(uri: string): Promise<T> {
  const report = await findReport<T>(uri);
  if (report !== null) return report;
  throw new RunReportError(`The job run succeeded without leaving its report at ${uri}: see the job run's log.`);
}

/** The document of that `kind` beside a report, or beside a turn. */
export const beside = (report: string, kind: "begun" | "failure" | "held" | "rejection"): string =>
  report.replace(/\.json$/, `.${kind}.json`);

/**
 * The document that says why a job run failed; null for a job run that was ended before it could write it, and for a failure
 * of anything else than a job run.
 */
export async function findFailure(report: string, failure: StateFailure): Promise<JobFailure | null> {
  if (jobRunOf(failure) === null) return null;
  const found = await findReport<JobFailure>(beside(report, "failure"));
  return found && isOfEarlierRun(found, failure) ? null : found;
}
