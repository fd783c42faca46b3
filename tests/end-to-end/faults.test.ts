import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { GetJobRunsCommand, GlueClient, StartCrawlerCommand, StartJobRunCommand } from "@aws-sdk/client-glue";
import { SFNClient, StopExecutionCommand } from "@aws-sdk/client-sfn";
import type { Execution } from "../../functions/cli/load/executions";
import type { Deployment } from "./support/deployment";
import { planFault, until, withFaults, withLess } from "./support/faults";
import { sharedDeployment } from "./support/shared";

jest.setTimeout(300_000);

const READINGS = "faults/readings";
const STOCK = "faults/stock";
const MOVES = "faults/moves";

describe("whatever goes wrong, the rows are right and the run says what happened", () => {
  let deployment: Deployment;
  let glue: GlueClient;
  let job: string;
  let day = "2026-05-31";
  beforeAll(async () => {
    deployment = await sharedDeployment();
    glue = new GlueClient({});
    job = deployment.stage.names.stagingJob("faults_readings");
  });

  /** A batch date of its own for each story, later than those before. */
  const nextDay = () => {
    day = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
    return day;
  };
  const keyOf = (date: string, table = READINGS, name = "day.csv") => `${table}/dt=${date}/${name}`;
  const file = (a: number, b: number) => `id,value\na,${a}\nb,${b}\n`;
  const load = async (key: string, body: string | Uint8Array) =>
    deployment.waitForRun(await deployment.putRaw(key, body));
  const rowsOf = async (sql: string) => (await deployment.query(sql)).rows.map((row) => row.join(" "));
  const current = (table = READINGS) =>
    rowsOf(`select id, value from staging.${table.replace("/", "_")}_current order by id`);
  /** What a load has left in the log of its table. */
  const changesOf = (date: string, table = READINGS) =>
    rowsOf(
      `select _change_type, id, value from staging.${table.replace("/", "_")} where _batch_date = date '${date}' order by id`,
    );
  const told = async (key: string) => (await deployment.sluice("runs", key)).stdout;
  const again = async (key: string) => (await deployment.sluice("run", JSON.stringify({ key }))).stdout;
  const runOfKey = async (key: string) => (await deployment.runs()).find((run) => run.key === key);
  const statesOfJob = async (latest: number) =>
    ((await glue.send(new GetJobRunsCommand({ JobName: job }))).JobRuns ?? [])
      .slice(0, latest)
      .map(({ JobRunState }) => JobRunState);

  test("a busy crawler: the load waits for that crawl, and then for its own", async () => {
    const crawler = deployment.stage.names.crawler("faults_readings");
    const about = "faults/readings";
    const busy = await planFault({ service: "s3", about, by: "raw-crawler", hold: true, times: 1 });
    await deployment.putRaw(`${READINGS}/dt=2026-05-31/_SUCCESS`, "");
    await glue.send(new StartCrawlerCommand({ Name: crawler }));
    await busy.until({ struck: 1 });
    const looks = await planFault({ service: "glue", operation: "GetCrawler", about: crawler, times: 0 });
    const late = {
      service: "glue",
      operation: "StartCrawler",
      about: crawler,
      code: "CrawlerRunningException",
      times: 1,
    };
    const date = nextDay();
    const [run, [refused]] = await withFaults([late], async () => {
      const upload = await deployment.putRaw(keyOf(date), "id,value,note\na,1,first\nb,2,\n");
      await looks.until({ seen: 2 });
      await busy.end();
      return deployment.waitForRun(upload);
    });
    await looks.end();
    expect([run.status, run.error_message, refused?.struck]).toEqual(["SUCCEEDED", null, 1]);
    expect(await current()).toEqual(["a 1", "b 2"]);
    expect(await rowsOf("select id, note from raw.faults_readings where note <> ''")).toEqual(["a first"]);
    expect(await told(keyOf(date))).toContain(`${keyOf(date)}  LOADED`);
  });

  test("a duplicate event, while the first one loads: one load", async () => {
    const key = keyOf(nextDay());
    const held = await planFault({ service: "glue", operation: "StartJobRun", about: job, hold: true });
    const upload = await deployment.putRaw(key, file(2, 2));
    await held.until({ struck: 1 });
    const trigger = (await runOfKey(key))?.trigger;
    const second = await deployment.startPipeline(trigger);
    await held.end();
    const runs = await deployment.waitForRuns(upload, 2);
    expect(runs.map(({ status }) => status)).toEqual(["SUCCEEDED", "SUCCEEDED"]);
    expect(await changesOf(day)).toEqual(["update a 2"]);
    expect((await deployment.sluice("runs", second.run_id)).stdout).toContain(`${key}  ALREADY LOADED`);
  });

  test("two versions in reversed order: the later version stays, whichever is loaded last", async () => {
    const key = keyOf(nextDay());
    const held = await planFault({ service: "lambda", operation: "Invoke", about: key, times: 1, hold: true });
    const first = await deployment.putRaw(key, file(30, 30));
    await held.until({ struck: 1 });
    expect(await load(key, file(3, 3))).toMatchObject({ status: "SUCCEEDED" });
    await held.end();
    expect(await deployment.waitForRun(first)).toMatchObject({ status: "SUCCEEDED", error: null });
    expect(await changesOf(day)).toEqual(["update a 3", "update b 3"]);
    expect(await current()).toEqual(["a 3", "b 3"]);
    const loads = (await deployment.loads(READINGS)).filter(({ batch_date }) => batch_date === day);
    expect(loads.map(({ status }) => status)).toEqual(["LOADED", "LOADED"]);
  });

  test("the same bytes under a new key: of a snapshot held, of changes no row more", async () => {
    const date = nextDay();
    await load(keyOf(date), file(4, 4));
    const copy = keyOf(date, READINGS, "copy.csv");
    expect(await load(copy, file(4, 4))).toMatchObject({ status: "FAILED", error: "SnapshotPartError" });
    expect(await changesOf(date)).toEqual(["update a 4", "update b 4"]);
    expect(await told(copy)).toMatch(new RegExp(`${copy}  HELD\\n(.*\\n)*.*sluice run`));

    const moves = "id,value,at,unit\na,1,2026-06-01T08:00:00Z,kg\nb,2,2026-06-01T09:00:00Z,lb\n";
    await load(keyOf("2026-06-01", MOVES), moves);
    expect(await load(keyOf("2026-06-01", MOVES, "copy.csv"), moves)).toMatchObject({ status: "SUCCEEDED" });
    expect(await rowsOf("select id, value from staging.faults_moves order by id")).toEqual(["a 1", "b 2"]);
  });

  test("ConcurrentRunsExceeded: the load waits until the job run that somebody has started is over", async () => {
    const { JobRuns = [] } = await glue.send(new GetJobRunsCommand({ JobName: job }));
    const before = JobRuns.find(({ JobRunState }) => JobRunState === "SUCCEEDED");
    const turn = new URL(before?.Arguments?.["--turn"] as string).pathname;
    const busy = await planFault({ service: "s3", operation: "GetObject", about: turn, hold: true });
    await glue.send(new StartJobRunCommand({ JobName: job, Arguments: before?.Arguments }));
    await busy.until({ struck: 1 });
    const starts = await planFault({ service: "glue", operation: "StartJobRun", about: job, times: 0 });
    const upload = await deployment.putRaw(keyOf(nextDay()), file(5, 5));
    await starts.until({ seen: 2 });
    await busy.end();
    expect(await deployment.waitForRun(upload)).toMatchObject({ status: "SUCCEEDED", error: null });
    await starts.end();
    expect(await statesOfJob(2)).toEqual(["SUCCEEDED", "SUCCEEDED"]);
    expect(await changesOf(day)).toEqual(["update a 5", "update b 5"]);
    expect(await told(keyOf(day))).toContain("LOADED  2 rows: 0 inserted, 2 updated, 0 deleted");
  });

  test("a throttling storm: Glue, Lambda and DynamoDB refuse calls, and every file is loaded", async () => {
    const days = [nextDay(), nextDay(), nextDay()];
    const storm = [
      { service: "glue", operation: "StartJobRun", about: job, code: "ThrottlingException", times: 2 },
      { service: "lambda", operation: "Invoke", about: READINGS, code: "TooManyRequestsException", every: 3, times: 6 },
      { service: "dynamodb", about: READINGS, code: "ThrottlingException", every: 3, times: 12 },
    ];
    const [runs, counts] = await withFaults(storm, async () => {
      const uploads = await Promise.all(days.map((date, at) => deployment.putRaw(keyOf(date), file(6, 60 + at))));
      return Promise.all(uploads.map((upload) => deployment.waitForRun(upload)));
    });
    expect(counts.map(({ struck }) => struck)).toEqual([2, 6, 12]);
    expect(runs.map(({ status, error_message }) => [status, error_message])).toEqual(
      Array(3).fill(["SUCCEEDED", null]),
    );
    expect(await Promise.all(days.map((date) => changesOf(date)))).toEqual([
      ["update a 6", "update b 60"],
      ["update b 61"],
      ["update b 62"],
    ]);
    expect(await told(keyOf(day))).toMatch(/^Status +SUCCEEDED/m);
  });

  test("S3 answers 503 to every fourth request and is slow to every fifth: the file is loaded, only later", async () => {
    const about = "faults_readings/";
    const [run, counts] = await withFaults(
      [
        { service: "s3", about, every: 4, code: "SlowDown", status: 503 },
        { service: "s3", about, every: 5, delay_seconds: 0.2 },
        { service: "s3", about: keyOf(nextDay()), by: "sluice", every: 2, code: "SlowDown", status: 503 },
      ],
      () => load(keyOf(day), file(7, 7)),
    );
    for (const { struck } of counts) expect(struck).toBeGreaterThan(0);
    expect([run.status, run.error_message]).toEqual(["SUCCEEDED", null]);
    expect(await changesOf(day)).toEqual(["update a 7", "update b 7"]);
    expect(await told(keyOf(day))).toContain("LOADED  2 rows: 0 inserted, 2 updated, 0 deleted");
  });

  test("the validator out of time: it leaves the file to Spark, or it is ended, and the file loaded once asked for", async () => {
    const validator = deployment.stage.names.lambdas["validate-file"];
    await withLess(validator, { Timeout: 5 }, async () => {
      expect(await load(keyOf(nextDay()), file(8, 8))).toMatchObject({ status: "SUCCEEDED", error: null });
    });
    expect(await changesOf(day)).toEqual(["update a 8", "update b 8"]);

    const key = keyOf(nextDay());
    const [run] = await withFaults([{ service: "s3", about: key, by: "validate-file", hold: true }], () =>
      withLess(validator, { Timeout: 2 }, () => load(key, file(9, 9))),
    );
    expect([run.status, run.error]).toEqual(["FAILED", "Sandbox.Timedout"]);
    expect(await changesOf(day)).toEqual([]);
    const said = await told(key);
    expect(said).toContain("Task timed out after 2.00 seconds");
    expect(said).toContain(`To do it again\n    sluice run '{"key": "${key}"}'`);
    expect(await again(key)).toContain(`${key}  LOADED`);
    expect(await changesOf(day)).toEqual(["update a 9", "update b 9"]);
  });

  test("the validator out of memory: the run fails, no row is staged, and a smaller file is loaded", async () => {
    const key = keyOf(nextDay());
    const rows = Array.from({ length: 190_000 }, (_, at) => `${"x".repeat(120)}${at},${at}`);
    await withLess(deployment.stage.names.lambdas["validate-file"], { MemorySize: 128 }, async () => {
      const large = await load(key, `id,value\na,9\n${rows.join("\n")}\n`);
      expect([large.status, large.error]).toEqual(["FAILED", "Runtime.ExitError"]);
      expect(await current()).toEqual(["a 9", "b 9"]);
      expect(await told(key)).toContain("Runtime exited with error: signal: killed");
      expect(await load(key, file(10, 10))).toMatchObject({ status: "SUCCEEDED" });
    });
    expect(await changesOf(day)).toEqual(["update a 10", "update b 10"]);
  });

  test("a truncated archive: rejected by the validator, or by Spark where that had no time, and the rows of the day before stay", async () => {
    const key = keyOf(nextDay(), READINGS, "day.csv.gz");
    const before = await current();
    const whole = gzipSync(file(11, 11));
    const cut = whole.subarray(0, whole.length - 12);
    expect(await load(key, cut)).toMatchObject({ status: "FAILED", error: "FileRejectedError" });
    expect(await deployment.quarantined(`${key}.rejection.json`)).toContain("data that ends too early");
    expect(await told(key)).toContain(`${key}  REJECTED`);

    const unread = await withLess(deployment.stage.names.lambdas["validate-file"], { Timeout: 5 }, () =>
      load(key, cut),
    );
    expect([unread.status, unread.error]).toEqual(["FAILED", "RowContractError"]);
    expect(await deployment.quarantined(`${key}.rejection.json`)).toContain(
      "is damaged: Spark cannot read its content",
    );
    expect(await current()).toEqual(before);
    expect(await load(key, whole)).toMatchObject({ status: "SUCCEEDED" });
    expect(await current()).toEqual(["a 11", "b 11"]);
  });

  test("killed between the commit of the table and the ledger: run once more, which finds its rows there", async () => {
    const key = keyOf(nextDay());
    const report = { service: "s3", operation: "PutObject", about: "/_reports/faults_readings/" };
    const [run, [killed]] = await withFaults([{ ...report, by: "GlueJobRunnerSession", times: 1, kill: true }], () =>
      load(key, file(12, 12)),
    );
    expect([run.status, run.error_message, killed?.struck]).toEqual(["SUCCEEDED", null, 1]);
    expect(await statesOfJob(2)).toEqual(["SUCCEEDED", "FAILED"]);
    expect(await changesOf(day)).toEqual(["update a 12", "update b 12"]);
    expect(await told(key)).toContain("LOADED  2 rows: 0 inserted, 2 updated, 0 deleted");
  });

  /** The runs of the two files of the next test, one of whose executions waits in vain. */
  let inVain: { days: string[]; runs: Promise<Execution[]> };

  test("killed between the record and the wake-up: the rows of all who wait are there", async () => {
    const { lineLedger } = await import("../../functions/aws/ledger");
    const wakeUp = {
      service: "states",
      operation: "SendTaskSuccess",
      by: "record-turn",
      code: "InternalFailure",
      status: 500,
    };
    const held = await planFault({ ...wakeUp, hold: true });
    // Both stand in line before one of them looks whose turn it is, so that they are one job run.
    const looks = await planFault({ service: "lambda", operation: "Invoke", about: "take-loads", hold: true });
    const days = [nextDay(), nextDay()];
    const uploads = await Promise.all(days.map((date, at) => deployment.putRaw(keyOf(date), file(13, 130 + at))));
    inVain = { days, runs: Promise.all(uploads.map((upload) => deployment.waitForRun(upload))) };
    await until(async () => (await lineLedger.coming(READINGS)).length === days.length);
    await looks.end();
    await held.until({ struck: 1 });
    const loaders = (await lineLedger.line(READINGS)).map(({ loaded_by }) => loaded_by);
    const executionArn = loaders.find((each) => each !== null) as string;
    await new SFNClient({}).send(new StopExecutionCommand({ executionArn }));
    const refused = await planFault(wakeUp);
    await held.end();
    await refused.until({ struck: 2 });
    expect(await Promise.all(days.map((date) => changesOf(date)))).toEqual([
      ["update a 13", "update b 130"],
      ["update b 131"],
    ]);
    await refused.end();
  });

  test("a missing day, and its snapshot that comes late: a gap that is told, then history and mart as if it had come in time", async () => {
    for (const [date, value] of [
      ["2026-06-01", 1],
      ["2026-06-02", 2],
      ["2026-06-04", 4],
    ] as const)
      expect(await load(keyOf(date, STOCK), file(value, 0))).toMatchObject({ status: "SUCCEEDED" });
    expect(await changesOf("2026-06-04", STOCK)).toEqual(["update a 4"]);
    const gaps = async () => (await deployment.sluice("gaps", "fault_stock")).stdout;
    expect(await gaps()).toMatch(/2026-06-03 +1 +.*faults\/stock/);

    const late = keyOf("2026-06-03", STOCK);
    expect(await load(late, "id,value\na,3\nc,3\n")).toMatchObject({ status: "SUCCEEDED" });
    expect(await changesOf("2026-06-03", STOCK)).toEqual(["update a 3", "delete b ", "insert c 3"]);
    expect(await changesOf("2026-06-04", STOCK)).toEqual(["update a 4", "insert b 0", "delete c "]);
    expect(await rowsOf("select id, value from mart.fault_stock order by id")).toEqual(["a 4", "b 0"]);
    expect(await gaps()).toContain("and no date without one");
    expect(await told(late)).toContain(`${late}  LOADED`);
  });

  test("killed between the record and the wake-up: whoever waited has looked by itself, and the other one is loaded once asked for", async () => {
    const { days, runs } = inVain;
    expect((await runs).map(({ status }) => status).sort()).toEqual(["FAILED", "SUCCEEDED"]);
    const dead = keyOf(days[(await runs).findIndex(({ status }) => status === "FAILED")] as string);
    expect(await told(dead)).toMatch(/^Status +FAILED/m);
    expect(await again(dead)).toContain(`${dead}  LOADED`);
    expect(await changesOf(days[1] as string)).toEqual(["update b 131"]);
    expect(await current()).toEqual(["a 13", "b 131"]);
  });

  test("a replay after a deploy: the files are read again with the new definition", async () => {
    const path = join(deployment.root, "schemas/faults/moves/row.schema.json");
    const schema = JSON.parse(readFileSync(path, "utf8"));
    writeFileSync(path, JSON.stringify({ ...schema, properties: { ...schema.properties, unit: { type: "string" } } }));
    expect(await deployment.sluice("deploy")).toMatchObject({ code: 0 });
    const replay = { tables: [MOVES], from: "2026-06-01", to: "2026-06-01" };
    const { code, stdout } = await deployment.sluice("run", JSON.stringify(replay));
    expect([code, stdout]).toEqual([0, expect.stringContaining(`${keyOf("2026-06-01", MOVES)}  LOADED`)]);
    expect(await rowsOf("select id, value, unit from staging.faults_moves_current order by id")).toEqual([
      "a 1 kg",
      "b 2 lb",
    ]);
    expect(await rowsOf("select count(*) from staging.faults_moves_history")).toEqual(["2"]);
    await until(async () => (await deployment.runs()).every(({ status }) => status !== "RUNNING"));
  });
});
