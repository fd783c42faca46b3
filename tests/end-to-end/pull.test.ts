import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Deployment } from "./support/deployment";
import { askSecrets } from "./support/secrets";
import { sharedDeployment } from "./support/shared";

jest.setTimeout(600_000);

const STOCK = "warehouse/stock";
const SECRET = "sluice/warehouse";

describe("a table of the sample database", () => {
  let deployment: Deployment;
  let login: string;
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

  test("whose login is refused fails with the error's name, its sentence and its remedy", async () => {
    await keepLogin(JSON.stringify({ username: "sluice", password: "not-the-password" }));
    const { code, stdout } = await deployment.sluice("pull", STOCK).finally(() => keepLogin(login));
    expect(code).toBe(1);
    expect(stdout).toContain(
      'LoginRefusedError: warehouse/stock: PostgreSQL said: FATAL: password authentication failed for user "sluice"; correct username and password in the secret sluice/warehouse',
    );
    expect(stdout).not.toContain("not-the-password");
  });

  test("leaves its password in no log, report or template", () => {
    const { password } = JSON.parse(login) as { password: string };
    const files = ["logs", "logs/glue", "../.serverless"].flatMap((folder) =>
      filesIn(join(deployment.root, ".sluice", folder)),
    );
    expect(files.length).toBeGreaterThan(5);
    expect(files.filter((file) => readFileSync(file).includes(password))).toEqual([]);
  });
});

const filesIn = (folder: string) =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => join(folder, name));
