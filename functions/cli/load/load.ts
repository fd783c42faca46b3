import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { findLoad, listRuns } from "../../aws/ledger";
import type { Load } from "../../core/documents";
import { nameOf } from "../../core/keys";
import type { Stage } from "../environment";
import { type Execution, Executions } from "./executions";
import type { LocalFile } from "./files";
import { outcomeOf, type UploadOutcome } from "./outcome";

/** An uploaded file, from its upload to its outcome. */
export interface Upload extends LocalFile {
  version_id: string | null;
  /** ms since the epoch */
  put_at: number;
}

export interface Finished extends UploadOutcome {
  seconds: number;
}

export interface Watching {
  timeoutSeconds: number;
  onStart?(upload: Upload): void;
  onFinish?(finished: Finished): void;
}

const FIRST_POLL_MS = 200;
const MAX_POLL_MS = 1000;
/** An event that has started nothing for this long is not going to. */
const START_SECONDS = 60;
const UPLOADS_AT_ONCE = 8;

/** Puts files into the stage's raw bucket and waits for the executions they cause; a result a file, in the order they end. */
export async function loadFiles(files: LocalFile[], stage: Stage, watching: Watching): Promise<Finished[]> {
  const executions = new Executions(stage.stateMachine("pipeline"), new Date());
  const pending = new Map((await putAll(files, stage.names.buckets.raw)).map((upload) => [idOf(upload), upload]));
  const started = new Set<string>();
  const finished: Finished[] = [];
  for (let wait = FIRST_POLL_MS; pending.size > 0; wait = Math.min(wait * 1.2, MAX_POLL_MS)) {
    const seen = (await executions.list()).filter((execution) => pending.has(idOf(execution)));
    for (const execution of seen) announce(execution);
    const settled = [...settledFiles(seen), ...overdue(pending, started, stage, watching.timeoutSeconds)];
    for (const { id, outcome } of await Promise.all(settled)) {
      const upload = pending.get(id) as Upload;
      pending.delete(id);
      const result = { ...outcome, seconds: (Date.now() - upload.put_at) / 1000 };
      finished.push(result);
      watching.onFinish?.(result);
      wait = FIRST_POLL_MS;
    }
    if (pending.size > 0) await sleep(wait);
  }
  return finished;

  function announce(execution: Execution): void {
    const id = idOf(execution);
    if (!started.has(id)) watching.onStart?.(pending.get(id) as Upload);
    started.add(id);
  }
}

const idOf = ({ key, version_id }: { key: string; version_id: string | null }) => `${key}\0${version_id ?? ""}`;

async function putAll(files: LocalFile[], bucket: string): Promise<Upload[]> {
  const s3 = new S3Client({});
  const uploads: Upload[] = [];
  const put = async (queue: LocalFile[]) => {
    for (let file = queue.shift(); file; file = queue.shift()) {
      const { VersionId } = await s3.send(
        new PutObjectCommand({ Bucket: bucket, Key: file.key, Body: readFileSync(file.path) }),
      );
      uploads.push({ ...file, version_id: VersionId ?? null, put_at: Date.now() });
    }
  };
  // A `_SUCCESS` speaks for the files that are there when it comes.
  const closes = ({ key }: LocalFile) => nameOf(key).startsWith("_");
  for (const queue of [files.filter((file) => !closes(file)), files.filter(closes)]) {
    await Promise.all(Array.from({ length: UPLOADS_AT_ONCE }, () => put(queue)));
  }
  return uploads;
}

type Settled = Promise<{ id: string; outcome: UploadOutcome }>;

/** Files whose executions have all ended: an event may be delivered twice, and the one that loads is the one that counts. */
function settledFiles(seen: Execution[]): Settled[] {
  return [...groupById(seen)].flatMap(([id, all]) =>
    all.some(({ status }) => status === "RUNNING") ? [] : [settle(id, all)],
  );
}

function groupById(seen: Execution[]): Map<string, Execution[]> {
  const groups = new Map<string, Execution[]>();
  for (const execution of seen) groups.set(idOf(execution), [...(groups.get(idOf(execution)) ?? []), execution]);
  return groups;
}

async function settle(id: string, all: Execution[]): Settled {
  const runs = await listRuns(100 + all.length);
  const outcomes = await Promise.all(
    all.map(async (execution) => {
      const run = runs.find(({ run_id }) => run_id === execution.run_id) ?? null;
      const load = run?.loads[0] as Load | undefined;
      return outcomeOf(execution, run, load?.table ? await findLoad(load) : null);
    }),
  );
  const outcome = outcomes.find(({ status }) => status !== "ALREADY LOADED") ?? (outcomes[0] as UploadOutcome);
  return { id, outcome };
}

function overdue(pending: Map<string, Upload>, started: Set<string>, stage: Stage, timeoutSeconds: number): Settled[] {
  const limit = (id: string) => (started.has(id) ? timeoutSeconds : Math.min(START_SECONDS, timeoutSeconds));
  const late = [...pending].filter(([id, { put_at }]) => Date.now() - put_at > limit(id) * 1000);
  return late.map(async ([id, { key }]) => {
    const reason = started.has(id)
      ? `Its execution is still running after ${timeoutSeconds} s: look at it in Step Functions, or wait longer with --timeout.`
      : `No execution of ${stage.names.stateMachines.pipeline} was started within ${limit(id)} s: look into the queue ${stage.names.deadLetterQueue}.`;
    return {
      id,
      outcome: { key, status: "FAILED" as const, counts: null, notes: [], marts: [], reason },
    };
  });
}
