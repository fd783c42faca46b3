import { RunReportError } from "../core/ledger/errors";
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
