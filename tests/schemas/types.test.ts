import { spawnSync } from "node:child_process";
import { join } from "node:path";

const ROOT = join(__dirname, "../..");

test("functions/core/documents holds the types of schemas/meta, and nothing else", () => {
  const check = ["tools/types/typescript.ts", "--check"];
  const { stdout, stderr } = spawnSync(join(ROOT, "node_modules/.bin/tsx"), check, { cwd: ROOT, encoding: "utf8" });
  expect(stdout + stderr).toBe("");
}, 60_000);
