import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ROOT, STATE_DIR } from "../../functions/cli/paths";

const BIOME = join(ROOT, "node_modules/.bin/biome");

const folder = mkdtempSync(join(tmpdir(), "sluice-imports-"));
copyFileSync(join(ROOT, "biome.json"), join(folder, "biome.json"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Lints `text` as the file at `path` of a project with our biome.json; what biome says. */
function lint(path: string, text: string): string {
  mkdirSync(join(folder, dirname(path)), { recursive: true });
  writeFileSync(join(folder, path), text);
  const { stdout, stderr } = spawnSync(BIOME, ["lint", "--vcs-enabled=false", path], { cwd: folder, encoding: "utf8" });
  expect(stdout).toContain("Checked 1 file");
  return (stdout + stderr).replaceAll(/\s+/g, " ");
}

describe("imports go one way", () => {
  test.each([
    ["functions/core/x.ts", "node:fs", "no SDK, no file system"],
    ["functions/core/x.ts", "@aws-sdk/client-s3", "no SDK, no file system"],
    ["functions/core/keys/x.ts", "../../aws/objects", "Imports go one way"],
    ["functions/core/x.ts", "../cli/paths", "Imports go one way"],
    ["functions/aws/x.ts", "../handlers/plan-run", "Imports go one way"],
    ["functions/handlers/x.ts", "../cli/paths", "A handler is a thin shell"],
    ["functions/handlers/x.ts", "@aws-sdk/client-s3", "A handler is a thin shell"],
  ])("%s may not import %s", (path, imported, message) => {
    expect(lint(path, `import { x } from "${imported}";\nexport const y = x;\n`)).toContain(message);
  });

  test.each([
    ["functions/core/x.ts", "./definitions/types"],
    ["functions/aws/x.ts", "../core/keys"],
    ["functions/cli/x.ts", "../aws/ledger"],
  ])("%s may import %s", (path, imported) => {
    expect(lint(path, `import { x } from "${imported}";\nexport const y = x;\n`)).not.toContain("noRestrictedImports");
  });

  test("core has no clock: nothing there asks for the time or a random number", () => {
    const found = spawnSync(
      "grep",
      ["-rnE", "Date\\.now\\(|new Date\\(\\)|Math\\.random\\(|performance\\.now", "functions/core"],
      {
        cwd: ROOT,
        encoding: "utf8",
      },
    );
    expect(found.stdout).toBe("");
  });
});

describe("imports of Python go one way", () => {
  test.each([
    ["glue/etl/x.py", "from jobs import mart", "Jobs are scripts: share code in glue/etl."],
    ["glue/jobs/x.py", "import local.launcher", "Only local/ and its tests know the local AWS."],
  ])("%s may not say %s", (path, text, message) => {
    const args = ["check", "--no-cache", "--select=TID251", `--stdin-filename=${path}`, "-"];
    const { stdout } = spawnSync(join(STATE_DIR, "venv/bin/ruff"), args, {
      cwd: ROOT,
      input: `${text}\n`,
      encoding: "utf8",
    });
    expect(stdout).toContain(message);
  });
});
