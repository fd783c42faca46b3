import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Verification } from "../../functions/cli/verify/report";
import { sharedDeployment } from "./support/shared";

jest.setTimeout(600_000);

const DAYS = ["2023-05-01", "2023-05-02", "2023-05-03"];

test("sluice verify finds every claim to hold on the local AWS, and writes what it saw", async () => {
  const deployment = await sharedDeployment();
  const [folder, out] = [join(deployment.root, "verify-files"), join(deployment.root, "verified")];
  for (const day of DAYS) {
    const path = join(folder, `field/villages/dt=${day}/villages.csv`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, "zip,village\n1,Ulm\n2,Bonn\n");
  }
  const asked = ["verify", "--stage", "local", "--keep", "--files", folder, "--pull", "warehouse/stock", "--out", out];
  const { code, stdout } = await deployment.sluice(...asked);
  const { checks, evidence, latency, cost } = JSON.parse(readFileSync(`${out}.json`, "utf8")) as Verification;
  const wrong = checks.filter(({ passed }) => !passed).map(({ claim, found }) => `${claim}: ${found}`);
  expect(wrong).toEqual(["the stage is removed, and nothing of it is left: local was to stay"]);
  expect(code).toBe(0);
  expect(stdout).toContain("✔ tables are pulled from their databases, and loaded");
  expect(stdout).toContain("✔ an error keeps its name through Glue");
  expect(readFileSync(`${out}.md`, "utf8")).toContain("Every claim that was looked at holds.");
  expect(evidence.files.map(({ status }) => status).sort()).toEqual(["LOADED", "LOADED", "LOADED", "REJECTED"]);
  expect(latency.map(({ state }) => state)).toContain("Load staging");
  // One for the files that wait together, at the least, and the one that is to fail.
  expect(cost.job_runs).toBeGreaterThanOrEqual(2);
});
