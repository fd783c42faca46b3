import { setTimeout as sleep } from "node:timers/promises";
import { StateMachineDoesNotExist } from "@aws-sdk/client-sfn";
import pc from "picocolors";
import { listRuns } from "../../aws/ledger";
import type { PullReport } from "../../core/documents";
import { pullReport } from "../../core/run/plan-pull";
import type { Stage } from "../environment";
import { UsageError } from "../errors";
import { plural } from "../load/report";
import { startRun } from "../run/execution";
import { followRun } from "../run/watch";
import { type EndedExecution, watchReport } from "../run/watch-report";
import { forStage } from "../stage-commands";

const POLL_MS = 500;
const RUNS = 200;
/** An object that has started no run for this long is not going to. */
const START_SECONDS = 60;

/** How the execution of a pull ended. */
export type EndedPull = EndedExecution<PullReport>;

/** Pulls a table and prints how far it is, what it pulled, and what became of it; whether all of it went well. */
export async function pullWithProgress(table: string, stage: Stage, timeoutSeconds: number): Promise<boolean> {
  const pulled = await pullOnce(table, stage, timeoutSeconds);
  const { status, error, cause, report } = pulled;
  const say = (text: string) => console.log(forStage(text, stage.name));
  if (status !== "SUCCEEDED" || !report) {
    say(`${pc.red("✖")} ${table}  ${error ?? status}: ${cause ?? "the execution tells no more."}`);
    return false;
  }
  say(`${pc.green("✔")} ${table}  PULLED  ${pc.dim(factsOf(report))}`);
  if (report.evolved.length > 0) say(`New or wider in the database: ${report.evolved.join(", ")}.`);
  if (report.key === null) say("Nothing has changed since the last pull: there is nothing to load.");
  return loadOf(pulled, stage, timeoutSeconds);
}

/** Prints a line for what a pull brought as it is loaded; whether all of it went well. */
export async function loadOf({ report, startDate }: EndedPull, stage: Stage, timeoutSeconds: number): Promise<boolean> {
  const key = report?.key ?? null;
  return key === null || followRun(() => runOf(key, startDate), stage, timeoutSeconds);
}

/** Pulls a table, and shows how far it is where there is a terminal. */
export async function pullOnce(table: string, stage: Stage, timeoutSeconds: number): Promise<EndedPull> {
  const arn = await startRun(stage.stateMachine("pull-table"), { table }).catch((error) => {
    if (!(error instanceof StateMachineDoesNotExist)) throw error;
    throw new UsageError(
      `The stage ${stage.name} has no connection to a database: give it its parameter "connections" in serverless.yml and deploy. Nothing was pulled.`,
    );
  });
  const reportOf = (id: string) => pullReport(stage.names.buckets.staging, id);
  return watchReport(arn, { what: "pull", reportOf, progress: factsOf }, timeoutSeconds);
}

/** `120,000 rows over 3 connections, 4.1 s, 29,268 rows a second` */
export function factsOf({ rows, connections, seconds }: PullReport): string {
  const rate = seconds > 0 ? `, ${plural(Math.round(rows / seconds), "row")} a second` : "";
  return `${plural(rows, "row")} over ${plural(connections, "connection")}, ${seconds.toFixed(1)} s${rate}`;
}

/** The run that the object started: S3's event takes a moment. */
async function runOf(key: string, since: Date): Promise<string> {
  for (const until = Date.now() + START_SECONDS * 1000; Date.now() < until; await sleep(POLL_MS)) {
    const run = (await listRuns(RUNS)).find(
      (each) => each.key === key && Date.parse(each.started_at) >= since.getTime(),
    );
    if (run) return run.execution_arn;
  }
  throw new UsageError(
    `${key} is in raw, and no run of it has started within ${START_SECONDS} s: see sluice runs, or start one with sluice run '{"key": "${key}"}'.`,
  );
}
