import pc from "picocolors";
import type { MaintenanceReport } from "../../core/documents";
import type { Stage } from "../environment";
import { startRun } from "../run/execution";
import { watchReport } from "../run/watch-report";
import { type MaintenanceInput, maintenanceText, progressText } from "./text";

/** Maintains tables and prints how far it is, and what it did; whether all of it went well. */
export async function maintainWithProgress(
  input: MaintenanceInput,
  stage: Stage,
  timeoutSeconds: number,
): Promise<boolean> {
  const arn = await startRun(stage.stateMachine("maintain-tables"), input);
  const reportOf = (id: string) => `s3://${stage.names.buckets.staging}/_reports/maintenance/${id}.json`;
  const watched = { what: "maintenance", reportOf, progress: progressText };
  const { status, report, cause } = await watchReport<MaintenanceReport>(arn, watched, timeoutSeconds);
  const succeeded = status === "SUCCEEDED";
  if (report) console.log(maintenanceText(report));
  // The report says why a table failed; without such a table, it is the execution that does.
  if (!succeeded && !report?.tables.some(({ error }) => error))
    console.log(`${pc.red("✖")} ${status}: ${cause ?? "the execution tells no more."}`);
  return succeeded;
}
