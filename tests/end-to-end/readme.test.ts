import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { localEnvironment } from "../../functions/cli/environment";
import { probePort } from "../../functions/cli/local/ports";
import { ROOT } from "../../functions/cli/paths";
import { sluice } from "./support/command";
import type { Deployment } from "./support/deployment";
import { copyProject } from "./support/project";
import { LOAD_SAMPLES, loadSamples } from "./support/samples";
import { sharedDeployment } from "./support/shared";
import { shell } from "./support/shell";
import { documentedCommands } from "./support/shell-blocks";

jest.setTimeout(600_000);

const PAGES = ["README.md", "CONTRIBUTING.md", ...markdownBelow("docs")];
const COMMANDS = PAGES.flatMap((page) => documentedCommands(page, readFileSync(join(ROOT, page), "utf8")));
const SCRIPTS = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")).scripts as Record<string, string>;

/** What is run as it stands, in the project's folder. */
const RUN = /^(echo '[^']*' \| )?npx (sluice|sls) |^npm start$/;

/** What is not, and what shows that it works all the same. Whatever neither RUN nor this knows fails the test. */
const OTHERWISE: Record<string, { why: string; instead(deployment: Deployment): Promise<void> }> = {
  [LOAD_SAMPLES]: {
    why: "other tests need the samples too, and loading takes long: whoever is first runs it",
    instead: loadSamples,
  },
  "npm test": {
    why: "it is what runs this test",
    async instead() {
      expect(SCRIPTS.test).toBe("node bin/sluice.mjs test");
      expect(readFileSync(join(ROOT, ".ci/run"), "utf8")).toContain("exec npm test");
      const { stdout } = await sluice(ROOT, "test", "--list");
      for (const name of ["biome", "jest-unit", "pytest-glue", "end-to-end"]) expect(stdout).toContain(name);
    },
  },
  "npx sluice test-mart fact_sales": {
    why: "it starts a Spark of its own; the sweep runs the command for every mart, and pytest the page's own test",
    async instead() {
      expect(readFileSync(join(ROOT, "functions/cli/suites/index.ts"), "utf8")).toContain('command("marts",');
      expect(existsSync(join(ROOT, "glue/marts/fact_sales/tests"))).toBe(true);
    },
  },
  "npx sluice down": {
    why: "the other tests still need the local AWS that they share, so another one is started and stopped",
    async instead() {
      const root = copyProject();
      const port = String(await probePort(0));
      expect(await sluice(root, "up", "--port", port)).toMatchObject({ code: 0 });
      expect(await sluice(root, "down")).toMatchObject({
        code: 0,
        stdout: `The local AWS on port ${port} is stopped.\n`,
      });
      expect(await sluice(root, "runs")).toMatchObject({ code: 1, stdout: "" });
      rmSync(root, { recursive: true, force: true, maxRetries: 5 });
    },
  },
};

/** Commands that show a file being refused: they end with 1, as that file would in a producer's CI. */
const REFUSED = [`echo '{"op": "I", "order_id": 1, "quantity": 0}' | npx sluice validate - --table shop/orders`];

/** The marts as README.md draws them: `npm start` prints the same. */
const [, DRAWN = "?"] = /```text\n(fact_sales .*?)```/s.exec(readFileSync(join(ROOT, "README.md"), "utf8")) ?? [];

/** The files that the pages speak of. */
const SAMPLES: Record<string, string> = {
  "orders.jsonl": "schemas/shop/orders/samples/dt=2026-03-01/orders.jsonl",
  "customers.csv.gz": "schemas/shop/customers/samples/dt=2026-03-01/customers.csv.gz",
};
const CITIES = "city,country,population\nKöln,DE,1084831\nBern,CH,134591\n";

describe("the commands of the documentation", () => {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await sharedDeployment();
    for (const [name, sample] of Object.entries(SAMPLES)) copyFileSync(join(ROOT, sample), join(deployment.root, name));
    for (const name of ["cities.csv", "incoming/demo/cities/cities.csv"]) {
      mkdirSync(dirname(join(deployment.root, name)), { recursive: true });
      writeFileSync(join(deployment.root, name), CITIES);
    }
  });

  // npm start last: by then the samples are loaded, and it finds so.
  const ordered = [...COMMANDS].sort((a, b) => Number(a.command === "npm start") - Number(b.command === "npm start"));
  test.each(ordered.map((found) => [`${found.page}:${found.line}: ${found.command}`, found] as const))(
    "%s",
    async (_, { page, line, command, output }) => {
      const otherwise = OTHERWISE[command];
      if (otherwise) return otherwise.instead(deployment);
      if (!RUN.test(command))
        throw new Error(
          `${page}:${line} has a command that no test runs: ${command}. Let RUN match it, or say in OTHERWISE why not.`,
        );
      // sls knows no local stage: it deploys to whatever AWS its environment names.
      const environment = command.includes("npx sls") ? localEnvironment(process.env, deployment) : {};
      const { code, stdout, stderr } = await shell(deployment.root, command, environment as NodeJS.ProcessEnv);
      if (code !== (REFUSED.includes(command) ? 1 : 0)) throw new Error(`It ended with ${code}:\n${stdout}${stderr}`);
      expect(stdout + stderr).not.toBe("");
      if (output !== null) expect(stdout).toBe(output);
      // Marts of other tests stand between these.
      if (command === "npm start") expect(stdout.split("\n")).toEqual(expect.arrayContaining(DRAWN.trim().split("\n")));
    },
  );

  test("are what npx and npm find", () => {
    const { bin } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    expect([SCRIPTS.start, bin]).toEqual(["node bin/sluice.mjs start", { sluice: "bin/sluice.mjs" }]);
    expect(readFileSync(join(ROOT, bin.sluice), "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(statSync(join(ROOT, bin.sluice)).mode & 0o111).not.toBe(0);
  });

  test("are where this test thinks that they are", () => {
    const known = new Set(COMMANDS.map(({ command }) => command));
    for (const command of [...Object.keys(OTHERWISE), ...REFUSED]) expect(known).toContain(command);
    expect(COMMANDS.length).toBeGreaterThan(10);
  });
});

function markdownBelow(folder: string): string[] {
  const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name))
    .sort();
}
