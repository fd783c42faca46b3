import { rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { type Answer, runQuery } from "../../../functions/cli/athena";
import { describeStage, localEnvironment, QUIET, type Stage } from "../../../functions/cli/environment";
import { type Execution, Executions } from "../../../functions/cli/load/executions";
import { probePort } from "../../../functions/cli/local/ports";
import type { LoadItem, RunItem } from "../../../functions/core/ledger/items";
import { type Ended, sluice, sluiceOk } from "./command";
import { keepConformity } from "./conformity";
import { holderOf } from "./holder";
import { copyProject } from "./project";

/** MiniStack's only account. */
const ACCOUNT = "000000000000";
const WAIT_SECONDS = 240;
const FIRST_POLL_MS = 200;
const MAX_POLL_MS = 1000;
const MARTS_ONLY = /^(?!.*\b(staging|raw)\.).*\bmart\./s;

export interface Upload {
  key: string;
  version_id: string | null;
}

/** An ended execution of `pipeline`, whatever started it. */
export type EndedRun = Pick<Execution, "arn" | "run_id" | "status" | "error" | "error_message">;

/** A deployment on a local AWS of its own, and what tests do with it. This process's AWS clients talk to it. */
export interface Deployment {
  /** the copy of the project that is deployed; a test may change its definitions and deploy again */
  root: string;
  port: number;
  stage: Stage;
  sluice(...args: string[]): Promise<Ended>;
  /** with the policy of uploaders alone */
  putRaw(key: string, body: string | Uint8Array): Promise<Upload>;
  /** waits for every execution that the upload's events start, and gives the first; `count` how many must have ended */
  waitForRun(upload: Upload): Promise<Execution>;
  waitForRuns(upload: Upload, count: number): Promise<Execution[]>;
  /** starts `pipeline` by hand and waits for its end */
  startPipeline(input: unknown): Promise<EndedRun>;
  /** with the policy of readers alone where the statement names marts only */
  query(sql: string): Promise<Answer>;
  runs(): Promise<RunItem[]>;
  loads(table: string): Promise<LoadItem[]>;
  /** an object of the quarantine bucket as text, or null */
  quarantined(key: string): Promise<string | null>;
  stop(): Promise<void>;
}

/**
 * Copies the project, starts a local AWS on a free port, or on that one, and deploys there: with the very commands a user has.
 * `prepare` may change the copy's definitions first.
 */
export async function startDeployment(prepare: (root: string) => void = () => {}, own?: number): Promise<Deployment> {
  const root = copyProject();
  prepare(root);
  const port = own ?? ((await probePort(0)) as number);
  try {
    await sluiceOk(root, "up", "--port", String(port));
    await sluiceOk(root, "deploy");
    return await connect(root, port);
  } catch (error) {
    await stop(root);
    throw error;
  }
}

async function stop(root: string): Promise<void> {
  await sluice(root, "down");
  keepConformity(root);
  rmSync(root, { recursive: true, force: true, maxRetries: 5 });
}

/** Points this process at a deployment that is up. */
export async function connect(root: string, port: number): Promise<Deployment> {
  const environment = localEnvironment(process.env, { port });
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  const stage = describeStage("local", environment.AWS_REGION as string, ACCOUNT, root);
  Object.assign(process.env, environment, {
    LEDGER_TABLE: stage.names.ledger,
    [QUIET]: "true",
  });
  // Imported now: its clients read the environment when they are made.
  const { listRuns, loadsOf } = await import("../../../functions/aws/ledger");
  const s3 = new S3Client({});
  const uploader = new S3Client({ credentials: await holderOf("uploaderPolicy", stage) });
  const reader = { credentials: await holderOf("readerPolicy", stage) };
  const waitForRuns = waiting(new Executions(stage.stateMachine("pipeline"), new Date()));
  return {
    root,
    port,
    stage,
    sluice: (...args) => sluice(root, ...args),
    async putRaw(key, body) {
      const { VersionId } = await uploader.send(
        new PutObjectCommand({ Bucket: stage.names.buckets.raw, Key: key, Body: body }),
      );
      return { key, version_id: VersionId ?? null };
    },
    waitForRuns,
    waitForRun: async (upload) => (await waitForRuns(upload, 1))[0] as Execution,
    startPipeline: (input) => startPipeline(stage, input),
    query: (sql) => runQuery(sql, stage, MARTS_ONLY.test(sql) ? reader : {}),
    runs: () => listRuns(500),
    loads: (table) => loadsOf(table),
    quarantined: (key) => textOf(s3, stage.names.buckets.quarantine, key),
    stop: () => stop(root),
  };
}

function waiting(executions: Executions) {
  let listing: Promise<Execution[]> | undefined;
  // Tests that wait side by side share a listing: it takes the time of the server that they wait for.
  const list = () => {
    listing ??= executions.list().finally(() => {
      listing = undefined;
    });
    return listing;
  };
  return async (upload: Upload, count: number) => {
    for await (const _ of polls()) {
      const own = (await list()).filter(
        ({ key, version_id }) => key === upload.key && version_id === upload.version_id,
      );
      if (own.length >= count && own.every(({ status }) => status !== "RUNNING")) return own;
    }
    throw new Error(`${upload.key} (${upload.version_id}) did not end ${count} executions within ${WAIT_SECONDS} s`);
  };
}

/** Ticks until `WAIT_SECONDS` are over, less and less often. */
async function* polls(): AsyncGenerator<void> {
  const deadline = Date.now() + WAIT_SECONDS * 1000;
  for (let wait = FIRST_POLL_MS; Date.now() < deadline; wait = Math.min(wait * 1.2, MAX_POLL_MS)) {
    yield;
    await sleep(wait);
  }
}

async function startPipeline(stage: Stage, input: unknown): Promise<EndedRun> {
  const sfn = new SFNClient({});
  const { executionArn } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn: stage.stateMachine("pipeline"), input: JSON.stringify(input) }),
  );
  for await (const _ of polls()) {
    const {
      name = "",
      status = "",
      error = null,
      cause = null,
    } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (status !== "RUNNING") return { arn: executionArn as string, run_id: name, status, error, error_message: cause };
  }
  throw new Error(`pipeline with ${JSON.stringify(input)} did not end within ${WAIT_SECONDS} s`);
}

async function textOf(s3: S3Client, Bucket: string, Key: string): Promise<string | null> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return (await Body?.transformToString()) ?? "";
  } catch (error) {
    if (error instanceof Error && error.name === "NoSuchKey") return null;
    throw error;
  }
}
