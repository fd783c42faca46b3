import { readFileSync } from "node:fs";
import { SFNClient, StopExecutionCommand } from "@aws-sdk/client-sfn";
import type { LocalFile } from "../../functions/cli/load/files";
import type { Deployment, Upload } from "../../tests/end-to-end/support/deployment";
import { type Fault, planFault, until, withFaults, withLess } from "../../tests/end-to-end/support/faults";
import { samples } from "../../tests/end-to-end/support/samples";

/** Delivers files while something goes wrong, and waits until all their runs are over. @returns how often it went wrong */
type Deliver = (files: LocalFile[], deployment: Deployment, at: number) => Promise<number>;

export const bytesOf = ({ path }: LocalFile) => readFileSync(path);

export async function deliver(files: LocalFile[], deployment: Deployment): Promise<void> {
  const uploads = await Promise.all(files.map((file) => deployment.putRaw(file.key, bytesOf(file))));
  await Promise.all(uploads.map((upload) => deployment.waitForRun(upload)));
}

async function during(faults: Fault[], act: () => Promise<unknown>): Promise<number> {
  const [, counts] = await withFaults(faults, act);
  return counts.reduce((all, { struck }) => all + struck, 0);
}

const whileDelivering =
  (...faults: Fault[]): Deliver =>
  (files, deployment) =>
    during(faults, () => deliver(files, deployment));

/** A job run whose role has `by` in its name is killed at one of its first writes. */
const killed =
  (by: string): Deliver =>
  (files, deployment, at) =>
    during([{ service: "s3", operation: "PutObject", by, skip: at, times: 1, kill: true }], () =>
      deliver(files, deployment),
    );

const triggerOf = async ({ key }: Pick<Upload, "key">, deployment: Deployment) =>
  (await deployment.runs()).find((run) => run.key === key && run.trigger !== undefined)?.trigger;

const SLOW_DOWN = { service: "s3", code: "SlowDown", status: 503 };

export const FAULTS = {
  /** the events come once more while the first ones load */
  "duplicate event": async (files, deployment) => {
    const uploads = await Promise.all(files.map((file) => deployment.putRaw(file.key, bytesOf(file))));
    await until(async () => (await Promise.all(uploads.map((upload) => triggerOf(upload, deployment)))).every(Boolean));
    await Promise.all(uploads.map(async (upload) => deployment.startPipeline(await triggerOf(upload, deployment))));
    await Promise.all(uploads.map((upload) => deployment.waitForRuns(upload, 2)));
    return files.length;
  },
  "duplicate after success": async (files, deployment) => {
    await deliver(files, deployment);
    for (const file of files) await deployment.startPipeline(await triggerOf(file, deployment));
    return files.length;
  },
  "same bytes again": async (files, deployment) => {
    await deliver(files, deployment);
    await deliver(files, deployment);
    return files.length;
  },
  /** an earlier version with other rows, whose event comes after that of the file itself */
  "versions reversed": async (files, deployment) => {
    const about = files[0]?.key as string;
    const held = await planFault({ service: "lambda", operation: "Invoke", about, hold: true, times: 1 });
    const first = await deployment.putRaw(about, earlier(files[0] as LocalFile));
    await held.until({ struck: 1 });
    await deliver(files, deployment);
    await held.end();
    await deployment.waitForRun(first);
    return 1;
  },
  "staging killed": killed("staging-job"),
  "mart killed": killed("mart-job"),
  throttled: whileDelivering(
    { service: "glue", operation: "StartJobRun", code: "ThrottlingException", every: 2, times: 4 },
    { service: "lambda", operation: "Invoke", code: "TooManyRequestsException", every: 4, times: 10 },
    { service: "dynamodb", by: "assumed-role", code: "ThrottlingException", every: 4, times: 20 },
  ),
  "S3 busy": whileDelivering({ ...SLOW_DOWN, by: "assumed-role", every: 10 }),
  "S3 slow": whileDelivering({ service: "s3", by: "assumed-role", every: 10, delay_seconds: 0.2 }),
  "crawler busy": whileDelivering({
    service: "glue",
    operation: "StartCrawler",
    code: "CrawlerRunningException",
    times: 2,
  }),
  /** the execution that is about to start the staging job is stopped; who waits for it goes on */
  "loader dies": async (files, deployment) => {
    const held = await planFault({
      service: "glue",
      operation: "StartJobRun",
      about: "-staging-",
      hold: true,
      times: 1,
    });
    const uploads = await Promise.all(files.map((file) => deployment.putRaw(file.key, bytesOf(file))));
    await held.until({ struck: 1 });
    const { lineLedger } = await import("../../functions/aws/ledger");
    const tables = [...new Set(files.map(({ key }) => key.split("/").slice(0, 2).join("/")))];
    const loaders = (await Promise.all(tables.map((table) => lineLedger.loader(table)))).filter(
      (each) => each !== null,
    );
    for (const executionArn of loaders) await new SFNClient({}).send(new StopExecutionCommand({ executionArn }));
    await held.end();
    await Promise.all(uploads.map((upload) => deployment.waitForRun(upload)));
    return loaders.length;
  },
  "validator out of time": (files, deployment) =>
    during([{ service: "s3", operation: "GetObject", by: "validate-file", hold: true, times: 1 }], () =>
      withLess(deployment.stage.names.lambdas["validate-file"], { Timeout: 2 }, () => deliver(files, deployment)),
    ),
} satisfies Record<string, Deliver>;
export type FaultName = keyof typeof FAULTS;

/** Another version of a file: of changes the first half of them, of a snapshot that of another day. */
function earlier(file: LocalFile): Uint8Array {
  const bytes = bytesOf(file);
  if (file.key.endsWith(".jsonl")) return bytes.subarray(0, bytes.indexOf("\n", bytes.length / 2) + 1);
  const table = file.key.split("/dt=")[0];
  const others = samples().filter(({ key }) => key.startsWith(`${table}/`) && key !== file.key);
  return bytesOf(others[0] as LocalFile);
}
