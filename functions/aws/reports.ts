import { RunReportError } from "../core/ledger/errors";
import { readJson } from "./objects";

/**
 * The run report that a Glue job left at `uri` (s3://...).
 * @throws RunReportError when there is none: a job that says SUCCEEDED and reports nothing has not done its work
 */
export async function readReport<T>(uri: string): Promise<T> {
  const { host, pathname } = new URL(uri);
  try {
    return await readJson<T>(host, decodeURIComponent(pathname.slice(1)));
  } catch (cause) {
    if ((cause as Error).name !== "NoSuchKey") throw cause;
    throw new RunReportError(`The job run succeeded without leaving its report at ${uri}: see the job run's log.`, {
      cause,
    });
  }
}
