import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Definitions, TableDefinition } from "../../core/documents";
import { batchDate, parseKey } from "../../core/keys";
import type { Stage } from "../environment";
import { type Finished, loadFiles } from "../load/load";
import { isThere, seenJobLogs, seenKeys, seenLogGroups, seenRelations, seenTags } from "./collect";
import type { Evidence, SeenFile } from "./evidence";
import { filesToLoad } from "./files";
import { hasPulls, seenPulls } from "./pulls";
import { seenFailure, seenJobRuns, seenStates } from "./runs";

export interface Wanted {
  stage: Stage;
  definitions: Definitions;
  /** a folder of three good files; without it the samples of the first day */
  directory: string | undefined;
  /** tables to pull from their databases, by id */
  pull: string[];
  timeoutSeconds: number;
  /** a line about what is done now */
  tell(line: string): void;
  /** removes the stage with everything in it; null where it is to stay */
  remove: (() => Promise<void>) | null;
}

/** Formats whose files raw shows. */
const IN_RAW = new Set(["csv", "jsonl", "parquet"]);

/** Loads files into a deployed stage, and sees what can be seen of it; then it is removed, whatever was seen. */
export async function seeStage(wanted: Wanted): Promise<Evidence> {
  const { stage, remove, tell } = wanted;
  let evidence: Evidence;
  try {
    evidence = await look(wanted);
  } finally {
    if (remove) {
      tell("removing the stage");
      await remove();
    }
  }
  return { ...evidence, removed: remove ? !(await isThere(stage.names.stack)) : null };
}

async function look({ stage, definitions, directory, pull, timeoutSeconds, tell }: Wanted): Promise<Evidence> {
  const since = new Date();
  const files = await load({ stage, definitions, directory, timeoutSeconds, tell });
  const bad = files.find(({ good }) => !good) as SeenFile;
  if (pull.length > 0) tell(`pulling ${pull.join(", ")}`);
  const pulls = await seenPulls(pull, stage, timeoutSeconds);
  const pulled = pulls.filter(({ problem }) => problem === null).map(({ table }) => tableOf(table, definitions));
  const tables = [...new Set(files.map(({ key }) => parseKey(key, definitions).table))];
  const marts = [...new Set(files.flatMap((file) => file.marts))];
  const jobs = [
    ...[...tables, ...pulled].map(({ name }) => stage.names.stagingJob(name)),
    ...pulled.map(({ name }) => stage.names.pullJob(name)),
    ...marts.map((mart) => stage.names.martJob(mart)),
  ];
  tell("letting a job fail");
  const failure = await seenFailure(stage, parseKey(bad.key, definitions).table, bad.key);
  tell("asking Athena");
  const views = [...tables, ...pulled].flatMap(({ name }) =>
    ["", "_current", "_history"].map((end) => `staging.${name}${end}`),
  );
  const relations = await seenRelations([...views, ...marts.map((mart) => `mart.${mart}`)], stage);
  const partitions = await Promise.all(
    files
      .filter(({ key, good }) => good && isInRaw(key, definitions))
      .map(({ table, batch_date }) => seenRelations([`raw.${table}`], stage, ` where dt = '${batch_date}'`)),
  );
  tell("reading log groups, tags, times and costs");
  const withPulls = await hasPulls(stage);
  return {
    stage: stage.name,
    region: stage.region,
    account: stage.account,
    at: since.toISOString(),
    files,
    quarantined: await seenKeys(stage.names.buckets.quarantine, [bad.key, `${bad.key}.rejection.json`]),
    failure,
    log_groups: await seenLogGroups(stage, withPulls),
    job_logs: failure ? await seenJobLogs(stage) : [],
    relations,
    partitions: partitions.flat(),
    pulls,
    tags: await seenTags(stage, jobs[0] as string),
    states: await seenStates(stage, since, withPulls),
    job_runs: await seenJobRuns(jobs, since),
    removed: null,
  };
}

const tableOf = (id: string, { tables }: Definitions) =>
  Object.values(tables).find((table) => table.id === id) as TableDefinition;

const isInRaw = (key: string, definitions: Definitions): boolean => {
  const { format, crawl } = parseKey(key, definitions).table;
  return IN_RAW.has(format.type) && crawl !== "never" && key.includes("/dt=") && !key.endsWith(".zip");
};

async function load({
  stage,
  definitions,
  directory,
  timeoutSeconds,
  tell,
}: Omit<Wanted, "remove" | "pull">): Promise<SeenFile[]> {
  const folder = mkdtempSync(join(tmpdir(), "sluice-verify-"));
  try {
    const { good, bad } = filesToLoad(directory, folder);
    for (const { key } of good) parseKey(key, definitions);
    tell(`loading ${good.length} good files and a bad one`);
    const onFinish = ({ key, status, seconds }: Finished) => tell(`${key} ${status} after ${seconds.toFixed(0)} s`);
    const finished = await loadFiles([...good, bad], stage, { timeoutSeconds, onFinish });
    return finished.map(({ key, status, reason, marts }) => {
      const parsed = parseKey(key, definitions);
      return {
        key,
        table: parsed.table.name,
        batch_date: batchDate(parsed, new Date().toISOString()),
        good: key !== bad.key,
        status,
        reason,
        marts: marts.filter((each) => each.status === "BUILT").map(({ mart }) => mart),
      };
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
