import { setTimeout as sleep } from "node:timers/promises";
import { DescribeExecutionCommand, SFNClient } from "@aws-sdk/client-sfn";
import pc from "picocolors";
import { findReport } from "../../aws/reports";
import type { MaintenanceReport } from "../../core/documents";
import type { Stage } from "../environment";
import { UsageError } from "../errors";
import { progressLine } from "../progress";
import { startRun } from "../run/execution";
import { type MaintenanceInput, maintenanceText, progressText } from "./text";

const POLL_MS = 500;

/** Maintains tables and prints how far it is, and what it did; whether all of it went well. */
export async function maintainWithProgress(
  input: MaintenanceInput,
  stage: Stage,
  timeoutSeconds: number,
): Promise<boolean> {
  const arn = await startRun(stage.stateMachine("maintain-tables"), input);
  const { status, report, cause } = await watch(arn, stage, timeoutSeconds);
  const succeeded = status === "SUCCEEDED";
  if (report) console.log(maintenanceText(report));
  // The report says why a table failed; without such a table, it is the execution that does.
  if (!succeeded && !report?.tables.some(({ error }) => error))
    console.log(`${pc.red("✖")} ${status}: ${cause ?? "the execution tells no more."}`);
  return succeeded;
}

async function watch(arn: string, stage: Stage, timeoutSeconds: number) {
  const sfn = new SFNClient({});
  const line = progressLine();
  const until = Date.now() + timeoutSeconds * 1000;
  const id = arn.slice(arn.lastIndexOf(":") + 1);
  const uri = `s3://${stage.names.buckets.staging}/_reports/maintenance/${id}.json`;
  try {
    for (;;) {
      const { status = "", cause } = await sfn.send(new DescribeExecutionCommand({ executionArn: arn }));
      const report = await findReport<MaintenanceReport>(uri);
      if (status !== "RUNNING") return { status, cause, report };
      line.update(report ? progressText(report) : "starting");
      if (Date.now() > until)
        throw new UsageError(
          `The maintenance ${id} is still going on after ${timeoutSeconds} s: look at its execution ${arn}, or wait longer with --timeout.`,
        );
      await sleep(POLL_MS);
    }
  } finally {
    line.clear();
  }
}
