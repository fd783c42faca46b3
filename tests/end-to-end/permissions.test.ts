import { setTimeout as sleep } from "node:timers/promises";
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { runQuery } from "../../functions/cli/athena";
import type { Deployment } from "./support/deployment";
import { holderOf } from "./support/holder";
import { READINGS, readings } from "./support/laboratory";
import { type Role, without } from "./support/roles";
import { sharedDeployment } from "./support/shared";

jest.setTimeout(300_000);

const DENIED = /not authorized|AccessDenied|Access Denied|Forbidden/;

describe("the policies for people", () => {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await sharedDeployment();
  });

  test("an uploader delivers files to raw, and can neither read nor delete them, nor write elsewhere", async () => {
    const s3 = new S3Client({ credentials: await holderOf("uploaderPolicy", deployment.stage) });
    const { raw, staging } = deployment.stage.names.buckets;
    const Key = "laboratory/_delivered"; // a name that loads leave alone
    await s3.send(new PutObjectCommand({ Bucket: raw, Key, Body: "x" }));
    for (const refused of [
      s3.send(new GetObjectCommand({ Bucket: raw, Key })),
      s3.send(new DeleteObjectCommand({ Bucket: raw, Key })),
      s3.send(new PutObjectCommand({ Bucket: staging, Key, Body: "x" })),
    ])
      await expect(refused).rejects.toThrow(DENIED);
    s3.destroy();
  });

  test("a reader queries marts, and neither staging nor raw", async () => {
    const reader = { credentials: await holderOf("readerPolicy", deployment.stage) };
    const query = (sql: string) => runQuery(sql, deployment.stage, reader);
    expect((await query("select 1 as one")).rows).toEqual([["1"]]);
    for (const table of ["staging.shop_customers_current", "raw.shop_customers"])
      await expect(query(`select * from ${table}`)).rejects.toThrow(
        /not authorized|[Dd]enied|[Ii]nsufficient permissions/,
      );
  });
});

describe("with one needed permission taken away, the run fails with an access error", () => {
  let deployment: Deployment;
  let day = 10;
  beforeAll(async () => {
    deployment = await sharedDeployment();
  });

  /** A file of a batch date of its own. */
  const putFile = (body = readings([1, 1])) => {
    day += 1;
    return deployment.putRaw(`${READINGS}/dt=2026-01-${day}/readings.csv`, body);
  };
  const load = async (body?: string) => deployment.waitForRun(await putFile(body));
  const loaded = async () => (await deployment.loads(READINGS)).filter(({ status }) => status === "LOADED").length;

  test.each<[kind: string, role: Role, action: string]>([
    ["Lambda", "validate-file", "s3:GetObjectVersion"],
    ["state machine pipeline", "pipeline", "states:StartExecution"],
    ["state machine load_file", "load-file", "glue:StartJobRun"],
    ["Glue job", "staging-job", "s3:PutObject"],
  ])("%s: role %s without %s", async (_kind, role, action) => {
    const before = await loaded();
    const run = await without(deployment.stage, role, action, load);
    expect(run.status).toBe("FAILED");
    expect(run.error_message).toMatch(DENIED);
    expect(await loaded()).toBe(before);
  });

  test("crawler: the file is staged, its crawl and so its run fail", async () => {
    const ofNewShape = "sensor,value,note\n1,1,new\n";
    const run = await without(deployment.stage, "raw-crawler", "s3:GetObject", () => load(ofNewShape));
    expect(run.status).toBe("FAILED");
    expect(run.error_message).toMatch(DENIED);
  });

  test("rule target: nothing starts, and the event is in the dead letter queue", async () => {
    const { key } = await without(deployment.stage, "file-landed-rule", "states:StartExecution", async () => {
      const upload = await putFile();
      await sleep(2000);
      return upload;
    });
    expect((await deadLetter(key))?.MessageAttributes?.ERROR_MESSAGE?.StringValue).toMatch(DENIED);
    expect((await deployment.runs()).some((run) => run.key === key)).toBe(false);
  });

  test("with every permission in place nothing is denied", async () => {
    const run = await load();
    expect([run.status, run.error_message]).toEqual(["SUCCEEDED", null]);
  });

  async function deadLetter(key: string) {
    const sqs = new SQSClient({});
    const QueueName = deployment.stage.names.deadLetterQueue;
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
    for (let attempt = 0; attempt < 60; attempt += 1) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ["All"], WaitTimeSeconds: 1 }),
      );
      const found = Messages.find(({ Body = "" }) => Body.includes(key));
      if (found) return found;
    }
    return undefined;
  }
});
