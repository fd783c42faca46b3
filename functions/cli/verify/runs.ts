import { setTimeout as sleep } from "node:timers/promises";
import { GetJobRunCommand, GetJobRunsCommand, GlueClient, type JobRun, StartJobRunCommand } from "@aws-sdk/client-glue";
import { paginateGetExecutionHistory, paginateListExecutions, SFNClient } from "@aws-sdk/client-sfn";
import { putJson } from "../../aws/objects";
import { beside, findReport } from "../../aws/reports";
import type { JobFailure, TableDefinition, Turn } from "../../core/documents";
import { describeFailure } from "../../core/run/failure";
import type { Stage } from "../environment";
import { deployed } from "./collect";
import type { SeenFailure, SeenJobRun, SeenState } from "./evidence";
import { stateSeconds } from "./measures";

const POLL_MS = 1000;

/** Starts the table's staging job for a file that there is not, and gives what becomes known of its failure. */
export async function seenFailure(stage: Stage, table: TableDefinition, key: string): Promise<SeenFailure> {
  const [JobName, id] = [stage.names.stagingJob(table.name), `sluice-verify-${Date.now()}`];
  const bucket = stage.names.buckets.staging;
  const report = `s3://${bucket}/_reports/${table.name}/${id}/${id}.json`;
  const load = {
    ...{ load_id: id, table: table.id, bucket: stage.names.buckets.raw, key: `${key}.absent`, version_id: null },
    ...{ etag: "", size: 1, sequencer: "", loaded_at: new Date().toISOString(), batch_date: "2000-01-01" },
  };
  const order = { load, facts: {}, approve: [], withdraw: [], run_id: id, report };
  const turn = `_turns/${table.name}/${id}.json`;
  await putJson(bucket, turn, { table: table.id, loads: [order] } satisfies Turn);
  const client = new GlueClient({});
  const { JobRunId } = await client.send(
    new StartJobRunCommand({ JobName, Arguments: { "--turn": `s3://${bucket}/${turn}` } }),
  );
  const run = await ended(client, JobName, JobRunId as string);
  const text = run.ErrorMessage ?? "";
  const Cause = JSON.stringify({ JobRunState: run.JobRunState, Id: JobRunId, ErrorMessage: text });
  const own = await findReport<JobFailure>(beside(report, "failure"));
  return {
    job: JobName,
    text,
    read: describeFailure({ Error: "States.TaskFailed", Cause }).error,
    own: own?.error ?? null,
  };
}

const ENDED = ["SUCCEEDED", "FAILED", "STOPPED", "TIMEOUT", "ERROR"];

async function ended(client: GlueClient, JobName: string, RunId: string): Promise<JobRun> {
  for (;;) {
    const { JobRun: run } = await client.send(new GetJobRunCommand({ JobName, RunId }));
    if (run && ENDED.includes(run.JobRunState ?? "")) return run;
    await sleep(POLL_MS);
  }
}

/** The runs of these jobs since then. */
export async function seenJobRuns(jobs: string[], since: Date): Promise<SeenJobRun[]> {
  const client = new GlueClient({});
  const seen = jobs.map(async (JobName) => {
    const { JobRuns = [] } = await client.send(new GetJobRunsCommand({ JobName, MaxResults: 50 }));
    return JobRuns.filter(({ StartedOn }) => (StartedOn?.getTime() ?? 0) >= since.getTime()).map((run) => ({
      job: JobName,
      state: run.JobRunState ?? "",
      seconds: run.ExecutionTime ?? 0,
      glue_version: run.GlueVersion ?? "",
      worker_type: run.WorkerType ?? "",
      workers: run.NumberOfWorkers ?? 0,
    }));
  });
  return (await Promise.all(seen)).flat();
}

/** How long the states of the machines have taken since then. */
export async function seenStates(stage: Stage, since: Date, pulls: boolean): Promise<SeenState[]> {
  const client = new SFNClient({});
  const seen: SeenState[] = [];
  for (const [machine] of deployed(stage.names.stateMachines, pulls))
    for (const executionArn of await executionsSince(client, stage.stateMachine(machine), since)) {
      const events = [];
      for await (const page of paginateGetExecutionHistory({ client }, { executionArn }))
        events.push(...(page.events ?? []));
      seen.push(...stateSeconds(machine, events));
    }
  return seen;
}

async function executionsSince(client: SFNClient, stateMachineArn: string, since: Date): Promise<string[]> {
  const arns: string[] = [];
  for await (const { executions = [] } of paginateListExecutions({ client }, { stateMachineArn })) {
    const recent = executions.filter(({ startDate }) => (startDate?.getTime() ?? 0) >= since.getTime());
    arns.push(...recent.map(({ executionArn }) => executionArn as string));
    if (recent.length < executions.length) break; // newest first
  }
  return arns;
}
