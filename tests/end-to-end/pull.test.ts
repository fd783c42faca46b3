import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { GetConnectionCommand, GetJobCommand, GetJobRunsCommand, GlueClient } from "@aws-sdk/client-glue";
import { GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { GetExecutionHistoryCommand, ListExecutionsCommand, SFNClient } from "@aws-sdk/client-sfn";
import type { Stage } from "../../functions/cli/environment";
import { sweep } from "../sweep";
import type { Deployment } from "./support/deployment";
import { NOTES, notesOf } from "./support/notes";
import { listenToFailures } from "./support/notifications";
import { ORACLE, ORACLE_TYPES, oracleRow, WRONG } from "./support/oracle";
import { changed, pullEnded, pullRefused, REFUSALS } from "./support/refusals";
import { askSecrets } from "./support/secrets";
import { sharedDeployment } from "./support/shared";

jest.setTimeout(600_000);

const STOCK = "warehouse/stock";
const SECRET = "sluice/warehouse";
const { numRuns } = sweep(3, REFUSALS.length);

describe("a table of the sample database", () => {
  let deployment: Deployment;
  let login: string;
  const told: string[] = [];
  beforeAll(async () => {
    deployment = await sharedDeployment();
    login = (await askSecrets("GetSecretValue", { SecretId: SECRET })).SecretString as string;
  });
  const keepLogin = (SecretString: string) => askSecrets("PutSecretValue", { SecretId: SECRET, SecretString });

  test("is pulled over its connections and loaded, row by row as it is", async () => {
    const { code, stdout, stderr } = await deployment.sluice("pull", STOCK);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(
      /^✔ warehouse\/stock {2}PULLED {2}2,000 rows over 3 connections, [\d.]+ s, [\d,]+ rows a second$/m,
    );
    expect(stdout).toMatch(
      /^✔ warehouse\/stock\/dt=\d{4}-\d\d-\d\d\/stock\.parquet {2}LOADED {2}2,000 rows: 2,000 inserted, 0 updated, 0 deleted$/m,
    );
    const { rows } = await deployment.query(
      "select count(*), sum(quantity), sum(unit_cost), count(counted_on), sum(case when is_frozen then 1 else 0 end), max(counted_at) from staging.warehouse_stock_current",
    );
    const all = Array.from({ length: 2000 }, (_, row) => [Math.floor(row / 4) + 1, (row % 4) + 1] as const);
    const sum = (of: (id: number, shelf: number) => number) =>
      all.reduce((total, [id, shelf]) => total + of(id, shelf), 0);
    expect(rows[0]?.map(String)).toEqual([
      "2000",
      String(sum((id, shelf) => (id * 7 + shelf * 13) % 120)),
      sum((id) => ((id * 31) % 997) / 16).toFixed(4),
      "1600",
      "200",
      expect.stringMatching(/^2026-03-05 06:08:20\.000500/),
    ]);
  });

  test("of Oracle comes back from Athena with every type, digit by digit", async () => {
    expect((await deployment.sluice("pull", ORACLE)).stdout).toMatch(/LOADED {2}4 rows: 3 inserted, .* 1 set aside/);
    const [load] = await deployment.loads(ORACLE);
    const columns = ORACLE_TYPES.map(({ name }) => name.toLowerCase()).join(", ");
    const { rows } = await deployment.query(`select ${columns} from staging.erp_types_current order by id`);
    expect(rows).toEqual([1, 2, 0].map(oracleRow));
    const refused = await deployment.quarantined(`${load?.key}.invalid_rows/${load?.load_id}/rows.jsonl`);
    expect(refused).toMatch(/-Infinity/);
    expect(refused).toMatch(/NaN/);
  });

  test("whose login is refused fails with the error's name, its sentence and its remedy, and tells the topic", async () => {
    const { messages, close } = await listenToFailures(deployment.stage);
    await keepLogin(JSON.stringify({ username: "sluice", password: WRONG }));
    const { code, stdout } = await deployment.sluice("pull", STOCK).finally(() => keepLogin(login));
    const sentence =
      'warehouse/stock: PostgreSQL said: FATAL: password authentication failed for user "sluice"; correct username and password in the secret sluice/warehouse';
    expect(code).toBe(1);
    expect(stdout).toContain(`LoginRefusedError: ${sentence}`);
    for (let wait = 0; messages.length === 0 && wait < 50; wait += 1) await sleep(200);
    await close();
    expect(messages.map(({ Subject }) => Subject)).toEqual(["Sluice pull failed: LoginRefusedError"]);
    expect(JSON.parse(messages[0]?.Message ?? "")).toEqual({
      pull_id: expect.any(String),
      started_at: expect.any(String),
      error: "LoginRefusedError",
      error_message: expect.stringContaining(sentence),
    });
    told.push(JSON.stringify(messages), stdout);
  });

  test("that follows its database has columns in Athena that nobody declared, and is told of those that changed", async () => {
    expect((await deployment.sluice("pull", NOTES)).stdout).toMatch(/LOADED {2}2 rows: /);
    const { rows } = await deployment.query("select id, amount, note from staging.warehouse_notes_current order by id");
    expect(rows).toEqual([
      ["1", "0.50", "first"],
      ["2", null, null],
    ]);
    const gone = await changed(notesOf("gone"), deployment.stage, () => pullEnded(NOTES, deployment.stage));
    expect(gone).toMatchObject({ status: "FAILED", error: "SchemaChangedError", attempts: 1 });
    expect(gone.cause).toContain(
      "amount is gone, expected a decimal(18,2) or one with more digits; note is now a bigint",
    );
  });

  // Behind this, `npm start` would pull the narrower columns again, which is refused.
  if (numRuns === REFUSALS.length)
    test("that follows its database has its new and wider columns in Athena", async () => {
      const { stdout } = await changed(notesOf("later"), deployment.stage, () => deployment.sluice("pull", NOTES));
      expect(stdout).toContain("New or wider in the database: amount decimal(30,2), written_at timestamp.");
      const sql = "select id, amount, note, written_at from staging.warehouse_notes_current order by id";
      expect((await deployment.query(sql)).rows).toEqual([
        ["1", "1234567890123456789012345678.90", "first", "2026-03-01 06:00:00.000000 UTC"],
        ["2", null, null, null],
      ]);
    });

  test.each(REFUSALS.slice(0, numRuns))(
    "that is refused with $what ends as FAILED with its sentence",
    async (refusal) => {
      const { ended, expected } = await pullRefused(refusal, deployment.stage);
      expect(ended).toEqual(expected);
      told.push(JSON.stringify(ended));
    },
  );

  test("leaves no password in a log, template, message, report, execution, connection or job", async () => {
    const { password } = JSON.parse(login) as { password: string };
    const files = ["logs", "logs/glue", "../.serverless"].flatMap((folder) =>
      filesIn(join(deployment.root, ".sluice", folder)),
    );
    const asked = [await executions(deployment.stage), await reports(deployment.stage), await glue(deployment.stage)];
    expect([files, ...asked].every((each) => each.length > 1)).toBe(true);
    const texts = [...files.map((file) => readFileSync(file, "utf8")), ...asked.flat(), ...told];
    expect(texts.filter((text) => text.includes(password) || text.includes(WRONG))).toEqual([]);
  });
});

const filesIn = (folder: string) =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => join(folder, name));

/** Every event of every pull. */
async function executions(stage: Stage): Promise<string[]> {
  const sfn = new SFNClient({});
  const stateMachineArn = stage.stateMachine("pull-table");
  const { executions: all = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn }));
  const history = ({ executionArn }: { executionArn?: string | undefined }) =>
    sfn.send(new GetExecutionHistoryCommand({ executionArn, includeExecutionData: true }));
  return Promise.all(all.map(async (each) => JSON.stringify(await history(each))));
}

/** The report of each pull, and the failure of the one that failed. */
async function reports({ names }: Stage): Promise<string[]> {
  const s3 = new S3Client({});
  const place = { Bucket: names.buckets.staging };
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ ...place, Prefix: "_reports/pulls/" }));
  const read = async ({ Key }: { Key?: string | undefined }) =>
    (await s3.send(new GetObjectCommand({ ...place, Key }))).Body;
  return Promise.all(Contents.map(async (each) => (await read(each))?.transformToString() ?? ""));
}

/** What Glue knows of the connection, of the job and of its runs. */
async function glue({ names }: Stage): Promise<string[]> {
  const client = new GlueClient({});
  const job = names.pullJob("warehouse_stock");
  const answers = [
    await client.send(new GetConnectionCommand({ Name: names.connection("warehouse") })),
    await client.send(new GetJobCommand({ JobName: job })),
    await client.send(new GetJobRunsCommand({ JobName: job })),
  ];
  return answers.map((answer) => JSON.stringify(answer));
}
