import { setTimeout as sleep } from "node:timers/promises";
import { GetJobRunCommand, GetJobRunsCommand, GlueClient, type JobRun, StartJobRunCommand } from "@aws-sdk/client-glue";
import { DescribeExecutionCommand, SFNClient } from "@aws-sdk/client-sfn";
import { renderTable } from "../functions/cli/tables";
import type { Turn } from "../functions/core/documents";
import { type Deployment, startDeployment } from "../tests/end-to-end/support/deployment";
import type { Benchmark, Measured } from "./benchmark";
import { CUSTOMERS, keepOneMart, putCustomers } from "./customers";
import { secondsOfStates } from "./states";
import { percentile, round } from "./statistics";

const FILES = 20;
const WARM_UP_FILES = 5;
const MAX_P95_SECONDS = 4;

export const latency: Benchmark = {
  what: "from the arrival of a small file to a mart that answers with it, beside its two Glue jobs run bare",
  target: `p95 <= ${MAX_P95_SECONDS} s over ${FILES} files on a warm local AWS`,
  async measure(): Promise<Measured> {
    const deployment = await startDeployment(keepOneMart);
    try {
      const arrivals: Arrival[] = [];
      const bare: number[] = [];
      for (let file = 1; file <= WARM_UP_FILES + FILES; file += 1) {
        const arrived = await arrival(deployment, file);
        const jobs = await bareJobs(deployment);
        if (file <= WARM_UP_FILES) continue;
        arrivals.push(arrived);
        bare.push(jobs);
      }
      return report(arrivals, bare);
    } finally {
      await deployment.stop();
    }
  },
};

interface Arrival {
  seconds: number;
  /** seconds of the event until the run begins, of each state, and of the query in the end */
  parts: Map<string, number>;
}

/** Uploads a day's customers, one of them changed, and waits until Athena shows the change. */
async function arrival(deployment: Deployment, file: number): Promise<Arrival> {
  const { waitForRun, query } = deployment;
  const day = new Date(Date.UTC(2026, 3, file)).toISOString().slice(0, 10);
  const name = `Changed on ${day}`;
  const started = Date.now();
  const upload = await putCustomers(deployment, day, (id) => (id - 1 === file % CUSTOMERS ? name : `Customer ${id}`));
  const run = await waitForRun(upload);
  const ended = await endOfRun(run.arn);
  if (run.status !== "SUCCEEDED") throw new Error(`The run of ${day} ended as ${run.status}: ${run.error_message}`);
  const asked = Date.now();
  const seen = await query(`select count(*) from mart.customers_current where name = '${name}'`);
  const [path, answer] = [(ended - started) / 1000, (Date.now() - asked) / 1000];
  if (seen.rows[0]?.[0] !== "1")
    throw new Error(`mart.customers_current does not show the customer that changed on ${day}`);
  const states = await secondsOfStates(run.arn);
  const own = [...states].filter(([name]) => !name.startsWith(" ")).map(([, each]) => each);
  const event = path - own.reduce((sum, each) => sum + each, 0);
  return { seconds: path + answer, parts: new Map([["event", event], ...states, ["query", answer]]) };
}

/** When it ended, in ms since the epoch: not when that was seen, since looking often takes time from what is measured. */
async function endOfRun(executionArn: string): Promise<number> {
  const { stopDate } = await new SFNClient({}).send(new DescribeExecutionCommand({ executionArn }));
  return Number(stopDate);
}

/** Runs the same two jobs again with the same arguments, without the pipeline. @returns seconds */
async function bareJobs({ stage: { names } }: Deployment): Promise<number> {
  const glue = new GlueClient({});
  const started = Date.now();
  for (const JobName of [names.stagingJob("shop_customers"), names.martJob("customers_current")]) {
    const { JobRuns = [] } = await glue.send(new GetJobRunsCommand({ JobName }));
    const latest = JobRuns.toSorted((a, b) => Number(b.StartedOn) - Number(a.StartedOn))[0] as JobRun;
    const Arguments = await again(latest.Arguments);
    const { JobRunId } = await glue.send(new StartJobRunCommand({ JobName, Arguments }));
    const state = await endOf(glue, JobName, JobRunId as string);
    if (state !== "SUCCEEDED") throw new Error(`The bare run of ${JobName} ended as ${state}`);
  }
  return (Date.now() - started) / 1000;
}

/** Reports in a new place: a job run leaves out the loads and dates that have a report. */
async function again(given: Record<string, string> = {}): Promise<Record<string, string>> {
  if (given["--reports"]) return { ...given, "--reports": `${given["--reports"]}bare/` };
  const { host, pathname } = new URL(given["--turn"] as string);
  const { readJson, putJson } = await import("../functions/aws/objects");
  const turn = await readJson<Turn>(host, pathname.slice(1));
  const loads = turn.loads.map((each) => ({ ...each, report: each.report.replace(/\.json$/, "-bare.json") }));
  await putJson(host, `${pathname.slice(1)}-bare`, { ...turn, loads });
  return { ...given, "--turn": `${given["--turn"]}-bare` };
}

async function endOf(glue: GlueClient, JobName: string, RunId: string): Promise<string> {
  for (;;) {
    const { JobRun } = await glue.send(new GetJobRunCommand({ JobName, RunId }));
    const state = JobRun?.JobRunState ?? "";
    if (!["STARTING", "RUNNING", "STOPPING", "WAITING"].includes(state)) return state;
    await sleep(20);
  }
}

function report(arrivals: Arrival[], bare: number[]): Measured {
  const of = (values: number[]) => ({
    p50: round(percentile(values, 0.5), 2),
    p95: round(percentile(values, 0.95), 2),
  });
  const [path, jobs] = [of(arrivals.map(({ seconds }) => seconds)), of(bare)];
  const names = [...new Set(arrivals.flatMap(({ parts }) => [...parts.keys()]))];
  const parts = names.map((name) => ({ name, ...of(arrivals.map((each) => each.parts.get(name) ?? 0)) }));
  const ratio = { p50: round(path.p50 / jobs.p50, 2), p95: round(path.p95 / jobs.p95, 2) };
  const heads = ["", "p50", "p95"].map((name, index) => ({ name, right: index > 0 }));
  const rows = [
    ["arrival to mart, s", String(path.p50), String(path.p95)],
    ["its two Glue jobs, bare, s", String(jobs.p50), String(jobs.p95)],
    ["ratio", String(ratio.p50), String(ratio.p95)],
    ...parts.map(({ name, p50, p95 }) => [`  ${name}`, String(p50), String(p95)]),
  ];
  const values = { files: arrivals.length, arrival_s: path, bare_jobs_s: jobs, ratio, parts_s: parts };
  return { table: renderTable(heads, rows), values, met: path.p95 <= MAX_P95_SECONDS };
}
