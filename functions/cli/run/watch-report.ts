import { setTimeout as sleep } from "node:timers/promises";
import { DescribeExecutionCommand, SFNClient } from "@aws-sdk/client-sfn";
import { findReport } from "../../aws/reports";
import { UsageError } from "../errors";
import { progressLine } from "../progress";

const POLL_MS = 500;

/** How an execution ended whose job writes its report as it goes on; null for one that ended before its first. */
export interface EndedExecution<Report> {
  status: string;
  error: string | undefined;
  cause: string | undefined;
  startDate: Date;
  report: Report | null;
}

/** What an execution is called, where its report is, and what is shown of that meanwhile. */
export interface Watched<Report> {
  what: string;
  /** the S3 URI of the report of the execution with this name */
  reportOf(id: string): string;
  progress(report: Report): string;
}

/**
 * Waits for an execution, and shows how far it is where there is a terminal.
 * @throws UsageError when the time is up; the execution goes on
 */
export async function watchReport<Report>(
  arn: string,
  { what, reportOf, progress }: Watched<Report>,
  timeoutSeconds: number,
): Promise<EndedExecution<Report>> {
  const sfn = new SFNClient({});
  const line = progressLine();
  const until = Date.now() + timeoutSeconds * 1000;
  const id = arn.slice(arn.lastIndexOf(":") + 1);
  try {
    for (;;) {
      const execution = await sfn.send(new DescribeExecutionCommand({ executionArn: arn }));
      const { status = "", error, cause, startDate = new Date(0) } = execution;
      const report = await findReport<Report>(reportOf(id));
      if (status !== "RUNNING") return { status, error, cause, startDate, report };
      line.update(report ? progress(report) : "starting");
      if (Date.now() > until)
        throw new UsageError(
          `The ${what} ${id} is still going on after ${timeoutSeconds} s: look at its execution ${arn}, or wait longer with --timeout.`,
        );
      await sleep(POLL_MS);
    }
  } finally {
    line.clear();
  }
}
