import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { GlueClient, paginateGetJobRuns } from "@aws-sdk/client-glue";
import { renderTable } from "../functions/cli/tables";
import { dpuHour, PRICES } from "../functions/core/cost/prices";
import { LOADS_A_JOB_RUN } from "../functions/core/ledger/line";
import { type Deployment, startDeployment } from "../tests/end-to-end/support/deployment";
import type { Benchmark, Measured } from "./benchmark";
import { round } from "./statistics";

const SCENES = [
  { files: 200, tables: 1 },
  { files: 500, tables: 20 },
];
/** Modelled alone: a laptop does not hold it. */
const FLEET = { files: 10_000, tables: 200 };
const ROWS = 20;
const UPLOADS_AT_ONCE = 20;
const MAX_SECONDS_A_FILE = 0.5;
const FILES_A_JOB_RUN = 20;
const WAIT_SECONDS = 3600;
/** A look reads every load of every table, which takes its share of the machine. */
const LOOK_MILLISECONDS = 3000;
/** What a job run takes on Glue before its script begins, unbilled; nobody has measured it here. */
const START_SECONDS = 45;
const DPUS = 2;

interface Scene {
  files: number;
  tables: string[];
}

interface Result {
  files: number;
  tables: number;
  loaded: number;
  rows_right: boolean;
  job_runs: number;
  seconds: number;
  seconds_a_file: number;
  job_seconds: number;
}

export const burst: Benchmark = {
  what: "200 files of one table at once, and 500 over 20 tables: job runs, seconds, rows; modelled beside a job run a file",
  target: `all rows right, job runs <= files / ${FILES_A_JOB_RUN}, <= ${MAX_SECONDS_A_FILE} s a file after the first`,
  async measure(): Promise<Measured> {
    const scenes = SCENES.map(({ files, tables }, scene) => ({
      files,
      tables: Array.from({ length: tables }, (_, at) => `burst/s${scene}t${at}`),
    }));
    const deployment = await startDeployment((root) =>
      addTables(root, ["burst/warm", ...scenes.flatMap((each) => each.tables)]),
    );
    try {
      await load(deployment, { files: 2, tables: ["burst/warm"] });
      const results: Result[] = [];
      for (const scene of scenes) results.push(await load(deployment, scene));
      return report(results);
    } finally {
      await deployment.stop();
    }
  },
};

/** Tables of changes, and no mart: what is measured is staging. */
function addTables(root: string, ids: string[]): void {
  for (const mart of readdirSync(join(root, "glue/marts"))) rmSync(join(root, "glue/marts", mart), { recursive: true });
  const policy = { format: { type: "csv" }, feed: "changes", sequence_by: "file_order", natural_key: ["id"] };
  for (const id of ids) {
    const folder = join(root, "schemas", id);
    mkdirSync(folder, { recursive: true });
    const table = { description: "Of a burst.", grain: "one row per id", crawl: "never", ...policy };
    const properties = { id: { type: "integer" }, value: { type: "integer" } };
    writeFileSync(join(folder, "table.json"), JSON.stringify(table));
    writeFileSync(
      join(folder, "row.schema.json"),
      JSON.stringify({ type: "object", required: ["id", "value"], properties }),
    );
  }
}

/** Uploads the files, and waits until the ledger has the outcome of each. */
async function load(deployment: Deployment, { files, tables }: Scene): Promise<Result> {
  const started = Date.now();
  const numbers = Array.from({ length: files }, (_, at) => at);
  const put = (at: number) => {
    const day = new Date(Date.UTC(2025, 0, 1 + at)).toISOString().slice(0, 10);
    const rows = Array.from({ length: ROWS }, (_, row) => `${at * ROWS + row},${row}`);
    return deployment.putRaw(`${tables[at % tables.length]}/dt=${day}/file.csv`, `id,value\n${rows.join("\n")}\n`);
  };
  for (let at = 0; at < files; at += UPLOADS_AT_ONCE)
    await Promise.all(numbers.slice(at, at + UPLOADS_AT_ONCE).map(put));
  let first = 0;
  for (;;) {
    const loads = (await Promise.all(tables.map((table) => deployment.loads(table)))).flat();
    const decided = loads.filter(({ status }) => status !== "CLAIMED");
    if (decided.length > 0 && first === 0) first = Date.now();
    if (decided.length === files) break;
    if (Date.now() - started > WAIT_SECONDS * 1000)
      throw new Error(`${decided.length} of ${files} files were decided within ${WAIT_SECONDS} s`);
    await sleep(LOOK_MILLISECONDS);
  }
  const ended = Date.now();
  return {
    files,
    tables: tables.length,
    ...(await outcome(deployment, tables, files)),
    seconds: round((ended - started) / 1000, 1),
    seconds_a_file: round((ended - first) / 1000 / (files - 1), 2),
  };
}

async function outcome(deployment: Deployment, tables: string[], files: number) {
  const loads = (await Promise.all(tables.map((table) => deployment.loads(table)))).flat();
  const names = tables.map((table) => table.replace("/", "_"));
  const counts = await Promise.all(
    names.map((name) => deployment.query(`select count(*), count(distinct id) from staging.${name}_current`)),
  );
  const sum = (column: number) => counts.reduce((all, { rows }) => all + Number(rows[0]?.[column]), 0);
  const runs = (await Promise.all(names.map((name) => jobSeconds(deployment.stage.names.stagingJob(name))))).flat();
  return {
    loaded: loads.filter(({ status }) => status === "LOADED").length,
    rows_right: sum(0) === files * ROWS && sum(1) === files * ROWS,
    job_runs: runs.length,
    job_seconds: round(runs.reduce((all, each) => all + each, 0)),
  };
}

async function jobSeconds(JobName: string): Promise<number[]> {
  const seconds: number[] = [];
  for await (const { JobRuns = [] } of paginateGetJobRuns({ client: new GlueClient({}) }, { JobName }))
    seconds.push(...JobRuns.map(({ StartedOn, CompletedOn }) => (Number(CompletedOn) - Number(StartedOn)) / 1000));
  return seconds;
}

/** Minutes and dollars of Glue for these runs of a table's job, one after the other, side by side over the tables. */
function modelled(runs: number, jobSeconds: number, tables: number): { minutes: number; dollars: number } {
  const billed = Math.max(jobSeconds, runs * PRICES.glue_minimum_seconds);
  const minutes = (runs * START_SECONDS + jobSeconds) / tables / 60;
  return { minutes: round(minutes), dollars: round((DPUS * billed * dpuHour("5.1")) / 3600, 2) };
}

/** A fleet's files, all at once: each takes of a job run what one of the scene with a single table took. */
function fleet({ files, job_seconds }: Result) {
  const job_runs = FLEET.tables * Math.ceil(FLEET.files / FLEET.tables / LOADS_A_JOB_RUN);
  return { ...FLEET, job_runs, job_seconds: round((FLEET.files * job_seconds) / files) };
}

/** With the model beside a job run a file. */
function priced<Scene extends Pick<Result, "files" | "tables" | "job_runs" | "job_seconds">>(scene: Scene) {
  const [together, alone] = [scene.job_runs, scene.files].map((runs) =>
    modelled(runs, scene.job_seconds, scene.tables),
  );
  return { ...scene, together, alone };
}

function report(results: Result[]): Measured {
  const rows = results.map(priced);
  const onPaper = priced(fleet(results[0] as Result));
  const met = rows.every(
    ({ files, loaded, rows_right, job_runs, seconds_a_file }) =>
      loaded === files && rows_right && job_runs <= files / FILES_A_JOB_RUN && seconds_a_file <= MAX_SECONDS_A_FILE,
  );
  const heads = [
    "files",
    "tables",
    "loaded",
    "job runs",
    "s",
    "s a file",
    "job s",
    "on AWS, min / $",
    "a run a file, min / $",
  ];
  const unmeasured = { loaded: "", seconds: "", seconds_a_file: "" };
  const cells = [...rows, { ...onPaper, ...unmeasured }].map(({ together, alone, ...each }) => [
    ...[each.files, each.tables, each.loaded, each.job_runs, each.seconds, each.seconds_a_file, each.job_seconds],
    ...[together, alone].map((model) => `${model?.minutes} / ${model?.dollars}`),
  ]);
  const table = renderTable(
    heads.map((name) => ({ name, right: true })),
    cells.map((row) => row.map(String)),
  );
  return { table, values: { scenes: rows, fleet: onPaper }, met };
}
