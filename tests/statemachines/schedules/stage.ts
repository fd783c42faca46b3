import { setTimeout as sleep } from "node:timers/promises";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import type { Definitions } from "../../../functions/core/documents";
import { definition } from "../machines";
import { type Cloud, type Question, startCloud } from "./cloud";
import { type Chance, Jobs, type Reports, TaskError } from "./jobs";
import { project } from "./project";

const LAMBDAS = [
  "plan-run",
  "claim-load",
  "validate-file",
  "claim-date",
  "gather-parts",
  "take-loads",
  "record-turn",
  "record-load",
  "plan-marts",
  "take-dates",
  "record-mart",
  "complete-run",
];
const BUCKETS = ["raw", "staging", "mart", "quarantine", "assets"] as const;
const CONTEXT = { getRemainingTimeInMillis: () => 60_000 };

/** Both state machines with the real Lambdas, and Glue jobs without Spark. */
export class MachineStage {
  readonly definitions: Definitions = project();
  private readonly sfn = new SFNClient({});
  private readonly s3 = new S3Client({ forcePathStyle: true });
  private readonly dynamo = new DynamoDBClient({});
  private handlers: Record<string, (event: unknown, context: unknown) => Promise<unknown>> = {};
  private pipeline = "";
  private ledgers = 0;
  private runs: { arn: string; input: string }[] = [];
  jobs = this.jobsWith(() => false, 0);
  /** no file is validated before */
  validationGate: Promise<void> = Promise.resolve();

  private constructor(private readonly cloud: Cloud) {}

  static async start(): Promise<MachineStage> {
    const stage = new MachineStage(await startCloud());
    await stage.deploy();
    return stage;
  }

  stop = () => this.cloud.stop();

  /** An empty ledger, staging and marts. With `trouble` a Lambda or a job fails, with that probability. */
  async reset(chance: Chance, trouble: number): Promise<void> {
    this.ledgers += 1;
    this.runs = [];
    const TableName = `ledger-${this.ledgers}`;
    process.env.LEDGER_TABLE = TableName;
    const keys = ["pk", "sk"];
    await this.dynamo.send(
      new CreateTableCommand({
        TableName,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
        KeySchema: keys.map((AttributeName, at) => ({ AttributeName, KeyType: at === 0 ? "HASH" : "RANGE" })),
      }),
    );
    this.jobs = this.jobsWith(chance, trouble);
    const fail = () => {
      if (chance(this.jobs.trouble)) throw new TaskError("Lambda.TooManyRequestsException", "Rate exceeded");
    };
    this.cloud.answer = async (question) => {
      if (!question.resource.endsWith("lambda:invoke")) return this.perform(question);
      fail();
      const Payload = await this.perform(question);
      fail(); // done, but the answer is lost
      return { StatusCode: 200, Payload };
    };
  }

  /** A new version of the table's file of that date, and the execution that its event starts. */
  async arrive(table: string, date: string, content: number): Promise<string> {
    const Key = `${table}/dt=${date}/rows-${this.ledgers}.csv`;
    const put = new PutObjectCommand({ Bucket: "raw", Key, Body: `id\n${content}\n` });
    const { VersionId, ETag } = await this.s3.send(put);
    const object = { key: Key, size: 4, etag: ETag, "version-id": VersionId, sequencer: `${this.runs.length}` };
    const detail = { bucket: { name: "raw" }, object };
    return this.run({ source: "aws.s3", "detail-type": "Object Created", detail });
  }

  async run(input: unknown): Promise<string> {
    const text = JSON.stringify(input);
    const start = new StartExecutionCommand({ stateMachineArn: this.pipeline, input: text });
    const arn = `${(await this.sfn.send(start)).executionArn}`;
    this.runs.push({ arn, input: text });
    return arn;
  }

  /** What started the `at`-th execution, started once more. */
  async again(at: number): Promise<void> {
    const run = this.runs[at % Math.max(this.runs.length, 1)];
    if (run) await this.run(JSON.parse(run.input));
  }

  /** Stops an execution that is running, counted from the `at`-th; a person then sends its event once more. */
  async stopOne(at: number): Promise<void> {
    for (let step = 0; step < this.runs.length; step += 1) {
      const { arn, input } = this.runs[(at + step) % this.runs.length] as { arn: string; input: string };
      if (!(await this.stopRunning(arn))) continue;
      await this.run(JSON.parse(input));
      return;
    }
  }

  /** Whether it was stopped: not if it has ended, be it between the look and the stop. */
  private async stopRunning(executionArn: string): Promise<boolean> {
    if ((await this.statusOf(executionArn)) !== "RUNNING") return false;
    try {
      await this.sfn.send(new StopExecutionCommand({ executionArn }));
      return true;
    } catch (error) {
      if ((await this.statusOf(executionArn)) === "RUNNING") throw error;
      return false;
    }
  }

  /** The inputs of the executions that did not succeed, once all have ended. */
  async ended(): Promise<unknown[]> {
    const failed: unknown[] = [];
    for (let at = 0; at < this.runs.length; at += 1) {
      const { arn, input } = this.runs[at] as { arn: string; input: string };
      let status = await this.statusOf(arn);
      for (; status === "RUNNING"; status = await this.statusOf(arn)) await sleep(20);
      if (status === "FAILED") failed.push(JSON.parse(input));
    }
    this.runs = [];
    return failed;
  }

  private async statusOf(executionArn: string): Promise<string> {
    return `${(await this.sfn.send(new DescribeExecutionCommand({ executionArn }))).status}`;
  }

  private async perform({ resource, input }: Question): Promise<unknown> {
    if (input.FunctionName === "validate-file") await this.validationGate;
    if (resource.endsWith("lambda:invoke")) return this.handlers[input.FunctionName]?.(input.Payload, CONTEXT);
    if (resource.endsWith("glue:startJobRun.sync")) return this.jobs.run(input.JobName, input.Arguments);
    return {}; // a message to the topic
  }

  private jobsWith(chance: Chance, trouble: number): Jobs {
    const at = (uri: string) => ({ Bucket: new URL(uri).host, path: new URL(uri).pathname.slice(1) });
    const reports: Reports = {
      list: async (uri) => {
        const { Bucket, path } = at(uri);
        const { Contents = [] } = await this.s3.send(new ListObjectsV2Command({ Bucket, Prefix: path }));
        return Contents.map(({ Key }) => `${Key}`.slice(path.length));
      },
      read: async (uri) => {
        const { Bucket, path } = at(uri);
        const { Body } = await this.s3.send(new GetObjectCommand({ Bucket, Key: path }));
        return JSON.parse(`${await Body?.transformToString()}`);
      },
      write: async (uri, document) => {
        const { Bucket, path } = at(uri);
        await this.s3.send(new PutObjectCommand({ Bucket, Key: path, Body: JSON.stringify(document) }));
      },
    };
    return new Jobs(this.definitions, reports, chance, trouble);
  }

  private async deploy(): Promise<void> {
    for (const Bucket of BUCKETS) await this.s3.send(new CreateBucketCommand({ Bucket }));
    const VersioningConfiguration = { Status: "Enabled" as const };
    await this.s3.send(new PutBucketVersioningCommand({ Bucket: "raw", VersioningConfiguration }));
    const Body = JSON.stringify(this.definitions);
    await this.s3.send(new PutObjectCommand({ Bucket: "assets", Key: "definitions.json", Body }));
    Object.assign(process.env, {
      PREFIX: "sluice-test",
      RETRY_TIMEOUTS: "false",
      DEFINITIONS_URI: "s3://assets/definitions.json",
      ...Object.fromEntries(BUCKETS.map((name) => [`${name.toUpperCase()}_BUCKET`, name])),
    });
    // Imported now: their clients read the environment when they are made.
    for (const name of LAMBDAS) this.handlers[name] = (await import(`../../../functions/handlers/${name}`)).handler;
    const loadFile = await this.machine("load_file", {});
    this.pipeline = await this.machine("pipeline", { LoadFileStateMachine: loadFile });
  }

  private async machine(name: string, refs: Record<string, string>): Promise<string> {
    const lambda = (id: string) =>
      id
        .replace("LambdaFunction", "")
        .replace(/(?<=[a-z])[A-Z]/g, "-$&")
        .toLowerCase();
    const text = JSON.stringify(JSON.parse(definition(name)), (_, value) => {
      if (value?.["Fn::GetAtt"]) return lambda(value["Fn::GetAtt"][0]);
      return value?.Ref ? (refs[value.Ref] ?? "topic") : value;
    });
    const roleArn = "arn:aws:iam::000000000000:role/machine";
    const create = new CreateStateMachineCommand({ name, definition: text, roleArn });
    return `${(await this.sfn.send(create)).stateMachineArn}`;
  }
}
