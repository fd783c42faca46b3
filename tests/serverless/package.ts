import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = process.cwd();
const PARTS = [
  "functions",
  "glue",
  "resources",
  "schemas",
  "statemachines",
  "package.json",
  "serverless.yml",
  "tsconfig.json",
];

export interface Resource {
  Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: CloudFormation properties are whatever their type says
  Properties: Record<string, any>;
}

export interface Packaged {
  directory: string;
  resources: Record<string, Resource>;
  ofType(type: string): [string, Resource][];
}

/** `sls package` of a copy of the project, so that no other use of .serverless meets it; `prepare` may change the copy first. */
export function packageStage(stage: string, prepare: (root: string) => void = () => {}): Packaged {
  const copy = mkdtempSync(join(tmpdir(), "sluice-package-"));
  for (const part of PARTS) cpSync(join(ROOT, part), join(copy, part), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
  prepare(copy);
  execFileSync(join(ROOT, "node_modules", ".bin", "sls"), ["package", "--stage", stage], {
    cwd: copy,
    env: { ...process.env, SLS_TELEMETRY_DISABLED: "1" },
    stdio: "pipe",
  });
  const directory = join(copy, ".serverless");
  const template = readFileSync(join(directory, "cloudformation-template-update-stack.json"), "utf8");
  const resources = JSON.parse(template).Resources as Record<string, Resource>;
  const ofType = (type: string) => Object.entries(resources).filter(([, { Type }]) => Type === type);
  return { directory, resources, ofType };
}

/** Relative path -> SHA-256 of every asset of a package. */
export function assetHashes({ directory }: Packaged): Record<string, string> {
  const files = readdirSync(join(directory, "assets"), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const hash = (file: string) => createHash("sha256").update(readFileSync(file)).digest("hex");
  return Object.fromEntries(
    files.map(({ parentPath, name }) => [
      join(parentPath, name).slice(join(directory, "assets").length + 1),
      hash(join(parentPath, name)),
    ]),
  );
}
