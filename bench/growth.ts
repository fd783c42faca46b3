import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GetJobRunsCommand, GetTableCommand, GlueClient } from "@aws-sdk/client-glue";
import { HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { renderTable } from "../functions/cli/tables";
import { type Deployment, startDeployment } from "../tests/end-to-end/support/deployment";
import type { Benchmark, Measured } from "./benchmark";
import { callsBetween, counted, sumOf } from "./counted";
import { median, round } from "./statistics";

const FEEDS = ["snapshot", "changes"] as const;
const LOADS = [2, 10, 50, 100, 1000];
/** Loads that are measured after each of these: their median is the measure. */
const IN_A_ROW = 3;
/** Queries after each of them, of which the quickest counts: a hiccup doubles what takes so little, and none makes it less. */
const QUERIES = 15;
/** Loads between two runs of maintenance, which is daily. */
const A_DAY = 10;
/** Files that are put at once where many loads are missing. */
const A_BURST = 50;
/** A thousand days from then on are over. */
const FIRST_YEAR = 2023;
const ROWS = 200;
const CHANGED = 4;
const MOST = 1.2;

/** Each measure, and why it may grow, with what that costs; nothing: it may not. */
const MEASURES = {
  "staging job, s": "",
  "S3 calls":
    "a load of changes opens every file of the log, of which maintenance leaves up to four a year; 1,000 such calls are 0.04 cents",
  "S3 read, kB": "a load of changes looks for its keys in the whole log, 0.1 kB a row; S3 charges calls alone",
  "S3 written, kB": "the metadata below, which each of the three commits of a load writes anew; S3 charges calls alone",
  "ledger read, kB": "",
  "table metadata, kB":
    "the register of snapshots has 0.1 kB for each batch date, so 1,000 dates 0.1 MB; S3 charges calls alone",
  "_current by Athena, s":
    "the view reads the whole log, which Athena charges by the byte: 1 GB is half a cent; a mart of kind as_of is a table of the current rows",
};
type Measure = keyof typeof MEASURES;
type Measures = Record<Measure, number>;

export const growth: Benchmark = {
  what: `what a load costs after ${LOADS.join(", ")} loads of a table, feed by feed; each ${A_DAY} its maintenance runs`,
  target: `each measure <= ${MOST} x that after ${LOADS[0]} loads, but for those that say why not`,
  async measure(): Promise<Measured> {
    const deployment = await startDeployment(addTables);
    try {
      const rows: Row[] = [];
      for (const feed of FEEDS) rows.push(...(await grow(deployment, feed)));
      return report(rows);
    } finally {
      await deployment.stop();
    }
  },
};

interface Row {
  feed: string;
  load: string;
  measures: Measures;
}

/** A table of each feed, and no mart. */
function addTables(root: string): void {
  removeAtOnce(join(root, "glue/jobs/maintenance.py"));
  for (const mart of readdirSync(join(root, "glue/marts"))) rmSync(join(root, "glue/marts", mart), { recursive: true });
  const order = { snapshot: {}, changes: { sequence_by: "at" } };
  const properties = {
    id: { type: "integer" },
    value: { type: "integer" },
    at: { type: "string", format: "date-time" },
  };
  for (const feed of FEEDS) {
    const folder = join(root, "schemas/growth", feed);
    mkdirSync(folder, { recursive: true });
    const about = { description: "It grows.", grain: "one row per id", crawl: "never", format: { type: "csv" } };
    writeFileSync(join(folder, "table.json"), JSON.stringify({ ...about, feed, natural_key: ["id"], ...order[feed] }));
    const required = Object.keys(properties);
    writeFileSync(join(folder, "row.schema.json"), JSON.stringify({ type: "object", required, properties }));
  }
}

/** Lets maintenance remove what nothing reads at once, as the loads of days take minutes here. */
function removeAtOnce(job: string): void {
  const [before, after, ...others] = readFileSync(job, "utf8").split("keep_days=given.keep_days");
  if (after === undefined || others.length > 0) throw new Error(`${job} says otherwise how long snapshots are kept.`);
  writeFileSync(job, `${before}keep_days=0${after}`);
}

/** Loads date after date, with maintenance now and then, and measures some of the loads. */
async function grow(deployment: Deployment, feed: (typeof FEEDS)[number]): Promise<Row[]> {
  const rows: Row[] = [];
  let day = 0;
  const next = async (count = 1) => {
    await Promise.all(Array.from({ length: count }, (_, at) => load(deployment, feed, day + 1 + at)));
    day += count;
  };
  for (const at of LOADS) {
    while (day < at) {
      const count = at - day > A_BURST ? A_BURST : 1;
      await next(count);
      if (count > 1 || day % A_DAY === 0) await maintain(deployment, feed);
    }
    rows.push({ feed, load: String(at), measures: await measured(deployment, feed, next) });
  }
  return rows;
}

async function maintain({ sluice }: Deployment, feed: string): Promise<void> {
  const { code, stdout } = await sluice("maintain", `growth/${feed}`);
  if (code !== 0) throw new Error(`sluice maintain ended with ${code}: ${stdout}`);
}

/** A snapshot of all rows of which some have changed, or those alone. */
async function load({ putRaw, waitForRun }: Deployment, feed: string, day: number): Promise<void> {
  const date = new Date(Date.UTC(FIRST_YEAR, 0, day)).toISOString().slice(0, 10);
  const first = (day * CHANGED) % ROWS;
  const isChanged = (id: number) => id >= first && id < first + CHANGED;
  // The value of a row is the last day on which it was one of those that change.
  const value = (id: number) => day - Math.floor(((((first - id) % ROWS) + ROWS) % ROWS) / CHANGED);
  const ids = Array.from({ length: ROWS }, (_, id) => id).filter(
    (id) => feed === "snapshot" || day === 1 || isChanged(id),
  );
  const lines = ids.map((id) => `${id},${value(id)},${new Date(Date.UTC(FIRST_YEAR, 0, value(id))).toISOString()}`);
  const upload = await putRaw(`growth/${feed}/dt=${date}/file.csv`, `id,value,at\n${lines.join("\n")}\n`);
  const { status } = await waitForRun(upload);
  if (status !== "SUCCEEDED") throw new Error(`The load of ${date} ended as ${status}.`);
}

async function measured(deployment: Deployment, feed: string, next: () => Promise<void>): Promise<Measures> {
  const found: Measures[] = [];
  for (let each = 0; each < IN_A_ROW; each += 1) {
    const before = await counted(deployment.root);
    await next();
    const after = await counted(deployment.root);
    const bytes = (service: string, way: "sent" | "received") =>
      ((after.bytes[service]?.[way] ?? 0) - (before.bytes[service]?.[way] ?? 0)) / 1e3;
    found.push({
      "staging job, s": await jobSeconds(deployment.stage.names.stagingJob(`growth_${feed}`)),
      "S3 calls": sumOf(callsBetween(before, after, "s3")),
      "S3 read, kB": bytes("s3", "sent"),
      "S3 written, kB": bytes("s3", "received"),
      "ledger read, kB": bytes("dynamodb", "sent"),
      "table metadata, kB": await metadataSize(deployment.stage.names.databases.staging, `growth_${feed}`),
      "_current by Athena, s": await querySeconds(deployment, `growth_${feed}`),
    });
  }
  const of = (measure: Measure) => median(found.map((each) => each[measure]));
  return Object.fromEntries(names().map((measure) => [measure, of(measure)])) as Measures;
}

const names = () => Object.keys(MEASURES) as Measure[];

async function jobSeconds(JobName: string): Promise<number> {
  const { JobRuns = [] } = await new GlueClient({}).send(new GetJobRunsCommand({ JobName }));
  const latest = JobRuns.toSorted((a, b) => Number(b.StartedOn) - Number(a.StartedOn))[0];
  return (Number(latest?.CompletedOn) - Number(latest?.StartedOn)) / 1000;
}

async function metadataSize(DatabaseName: string, Name: string): Promise<number> {
  const { Table } = await new GlueClient({}).send(new GetTableCommand({ DatabaseName, Name }));
  const { host, pathname } = new URL(Table?.Parameters?.metadata_location as string);
  const { ContentLength } = await new S3Client({}).send(
    new HeadObjectCommand({ Bucket: host, Key: pathname.slice(1) }),
  );
  return Number(ContentLength) / 1e3;
}

/** Athena's own count: who asks looks for the answer now and then, which is most of what a small query takes. */
async function querySeconds({ query }: Deployment, name: string): Promise<number> {
  const seconds: number[] = [];
  for (let each = 0; each < QUERIES; each += 1) {
    const { rows, engineSeconds } = await query(`select count(*) from staging.${name}_current`);
    if (!(engineSeconds > 0)) throw new Error("Athena does not say for how long it worked.");
    seconds.push(engineSeconds);
    if (rows[0]?.[0] !== String(ROWS))
      throw new Error(`staging.${name}_current has ${rows[0]?.[0]} rows, expected ${ROWS}`);
  }
  return Math.min(...seconds);
}

function report(rows: Row[]): Measured {
  const first = (feed: string) => rows.find((row) => row.feed === feed) as Row;
  const ratio = (row: Row, measure: Measure) => row.measures[measure] / first(row.feed).measures[measure];
  const heads = ["feed", "load", ...names()].map((name, at) => ({ name, right: at > 1 }));
  const cells = rows.map((row) => [
    row.feed,
    row.load,
    ...names().map((name) => `${round(row.measures[name], 2)} (${round(ratio(row, name), 2)})`),
  ]);
  const grown = names().filter((name) => rows.some((row) => ratio(row, name) > MOST));
  const why = grown.map((name) => `${name}: ${MEASURES[name] || "grows, and nothing says why"}.`);
  const table = [renderTable(heads, cells), ...why].join("\n");
  return { table, values: { rows }, met: grown.every((name) => MEASURES[name] !== "") };
}
