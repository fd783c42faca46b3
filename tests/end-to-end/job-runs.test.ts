import { setTimeout as sleep } from "node:timers/promises";
import {
  BatchStopJobRunCommand,
  GetJobCommand,
  GetJobRunsCommand,
  GlueClient,
  UpdateJobCommand,
} from "@aws-sdk/client-glue";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SFNClient, StopExecutionCommand } from "@aws-sdk/client-sfn";
import type { Deployment } from "./support/deployment";
import { READINGS, READINGS_TABLE, readings } from "./support/laboratory";
import { sharedDeployment } from "./support/shared";

jest.setTimeout(300_000);

const DIES = "raise SystemExit(3)\n";
const SLEEP = "import time\ntime.sleep(600)\n";

describe("the job run, the execution and the ledger say the same thing", () => {
  let deployment: Deployment;
  let glue: GlueClient;
  let job: string;
  beforeAll(async () => {
    deployment = await sharedDeployment();
    glue = new GlueClient({});
    job = deployment.stage.names.stagingJob(READINGS_TABLE);
  });

  const put = (date: string, body = readings([1, 1])) => deployment.putRaw(`${READINGS}/dt=${date}/readings.csv`, body);
  const full = (value: number) => readings([1, value], [2, 2], [3, 3], [4, 4]);
  const loadOf = async (date: string) =>
    (await deployment.loads(READINGS)).find(({ batch_date }) => batch_date === date);
  const jobRuns = async () => (await glue.send(new GetJobRunsCommand({ JobName: job }))).JobRuns ?? [];

  test("a job that raises: FAILED with its error's name, everywhere", async () => {
    await deployment.waitForRun(await put("2026-05-01", readings([1, 1], [2, 2], [3, 3], [4, 4])));
    const run = await deployment.waitForRun(await put("2026-05-02", readings([1, 1])));

    expect((await jobRuns())[0]).toMatchObject({ JobRunState: "FAILED" });
    expect((await jobRuns())[0]?.ErrorMessage).toMatch(
      /^Error Category: UNCLASSIFIED_ERROR; Failed Line Number: \d+; MassDeleteError: /,
    );
    expect([run.status, run.error]).toEqual(["FAILED", "MassDeleteError"]);
    expect(await loadOf("2026-05-02")).toMatchObject({ status: "HELD", error: "MassDeleteError" });
  });

  test("held by MassDeleteError, the file is loaded once a person approves", async () => {
    const key = `${READINGS}/dt=2026-05-02/readings.csv`;
    expect(await deployment.startPipeline({ key, approve_deletes: true })).toMatchObject({ status: "SUCCEEDED" });
    expect(await loadOf("2026-05-02")).toMatchObject({ status: "LOADED", report: { deletes: 3 } });
    const { rows } = await deployment.query("select sensor from staging.lab_readings_current");
    expect(rows).toEqual([["1"]]);
  });

  test("a job that dies without a word: run once more, then FAILED", async () => {
    const before = (await jobRuns()).length;
    const run = await withScript(DIES, 100, async () => deployment.waitForRun(await put("2026-04-30")));
    const states = (await jobRuns()).slice(0, -before).map(({ JobRunState }) => JobRunState);
    expect(states).toEqual(["FAILED", "FAILED"]);
    expect([run.status, run.error]).toEqual(["FAILED", "Glue.JobRunFailed"]);
    expect(run.error_message).toContain("SystemExit: 3");
  });

  test("a job that times out: FAILED at once, as the stage does not ask for another", async () => {
    const before = (await jobRuns()).length;
    const run = await withScript(SLEEP, 2, async () => deployment.waitForRun(await put("2026-05-03")));
    const states = (await jobRuns()).slice(0, -before).map(({ JobRunState }) => JobRunState);
    expect(states).toEqual(["TIMEOUT"]);
    expect(run.status).toBe("FAILED");
    expect(run.error_message).toContain("timed out");
    expect(await loadOf("2026-05-03")).toMatchObject({ status: "FAILED" });
  });

  test("a job run that somebody stops: STOPPED, and the execution FAILS", async () => {
    const run = await withScript(SLEEP, 100, async () => {
      const upload = await put("2026-05-04");
      const JobRunIds = [await runningJobRun()];
      await glue.send(new BatchStopJobRunCommand({ JobName: job, JobRunIds }));
      return deployment.waitForRun(upload);
    });
    expect((await jobRuns())[0]?.JobRunState).toBe("STOPPED");
    expect(run.status).toBe("FAILED");
    expect(await loadOf("2026-05-04")).toMatchObject({ status: "FAILED" });
  });

  test("12 files of one table at once: a few job runs one after the other stage all of them, and the bad one fails alone", async () => {
    const day = (number: number) => `2026-05-${`${number}`.padStart(2, "0")}`;
    await deployment.waitForRun(await put(day(5), full(5)));
    const before = (await jobRuns()).length;
    const days = Array.from({ length: 12 }, (_, at) => 6 + at);
    const [bad, good] = [11, days.filter((each) => each !== 11)];
    const uploads = await Promise.all(days.map((each) => put(day(each), each === bad ? readings([1, 0]) : full(each))));
    const runs = await Promise.all(uploads.map((upload) => deployment.waitForRun(upload)));

    const expected = days.map((each) => (each === bad ? ["FAILED", "MassDeleteError"] : ["SUCCEEDED", null]));
    expect(runs.map(({ status, error }) => [status, error])).toEqual(expected);
    const loads = (await deployment.loads(READINGS)).filter(({ batch_date }) => days.map(day).includes(batch_date));
    expect(loads.map(({ status }) => status)).toEqual(days.map((each) => (each === bad ? "HELD" : "LOADED")));
    const { rows } = await deployment.query(
      "select cast(_batch_date as varchar), _change_type, sensor, value from staging.lab_readings where _batch_date > date '2026-05-05' order by 1",
    );
    expect(rows).toEqual(good.map((each) => [day(each), "update", "1", `${each}.0`]));
    const latest = (await jobRuns()).slice(0, -before).reverse();
    expect(latest.length).toBeLessThanOrEqual(5);
    const times = latest.map(({ StartedOn, CompletedOn }) => [Number(StartedOn), Number(CompletedOn)]);
    for (const [at, [started]] of times.entries())
      if (at > 0) expect(started).toBeGreaterThanOrEqual(times[at - 1]?.[1] as number);
    expect(await lineOf()).toEqual([]);
  });

  test("an execution that dies while it loads is taken over by the next file, with the files that wait for it", async () => {
    const [dead, orphan] = await withScript(SLEEP, 100, async () => {
      const first = await put("2026-05-20", full(20));
      const JobRunId = await runningJobRun();
      const second = await put("2026-05-21", full(21));
      await until(async () => (await lineOf()).length === 2);
      const executionArn = (await loadOf("2026-05-20"))?.execution_arn;
      await new SFNClient({}).send(new StopExecutionCommand({ executionArn }));
      await until(async () => (await jobRuns()).find(({ Id }) => Id === JobRunId)?.JobRunState === "STOPPED");
      return [first, second];
    });
    const next = await put("2026-05-22", full(22));
    for (const upload of [orphan, next])
      expect(await deployment.waitForRun(upload)).toMatchObject({ status: "SUCCEEDED", error_message: null });
    expect(await deployment.waitForRun(dead)).toMatchObject({ status: "FAILED" });
    expect([await loadOf("2026-05-20"), await loadOf("2026-05-21")]).toMatchObject([
      { status: "CLAIMED" },
      { status: "LOADED" },
    ]);
  });

  const lineOf = async () => (await import("../../functions/aws/ledger")).lineLedger.line(READINGS);

  async function until(holds: () => Promise<boolean>): Promise<void> {
    for (let attempt = 0; attempt < 600; attempt += 1) {
      if (await holds()) return;
      await sleep(100);
    }
    throw new Error("It did not come to that within 60 s");
  }

  async function runningJobRun(): Promise<string> {
    let found: string | undefined;
    await until(async () => {
      found = (await jobRuns()).find(({ JobRunState }) => JobRunState === "RUNNING")?.Id;
      return found !== undefined;
    });
    return found as string;
  }

  /** Lets the table's job run another script, with a timeout in (scaled) minutes, while `act` runs. */
  async function withScript<T>(script: string, Timeout: number, act: () => Promise<T>): Promise<T> {
    const { Job } = await glue.send(new GetJobCommand({ JobName: job }));
    const { Role, Command, GlueVersion, DefaultArguments } = Job ?? {};
    const bucket = new URL(Command?.ScriptLocation as string).host;
    const Key = "assets/test/script.py";
    await new S3Client({}).send(new PutObjectCommand({ Bucket: bucket, Key, Body: script }));
    const JobUpdate = { Role, GlueVersion, DefaultArguments, Command, Timeout: Job?.Timeout };
    const changed = { ...JobUpdate, Timeout, Command: { ...Command, ScriptLocation: `s3://${bucket}/${Key}` } };
    await glue.send(new UpdateJobCommand({ JobName: job, JobUpdate: changed }));
    try {
      return await act();
    } finally {
      await glue.send(new UpdateJobCommand({ JobName: job, JobUpdate }));
    }
  }
});
