import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, STATE_DIR } from "../../functions/cli/paths";

const PARTS = [
  "functions",
  "glue",
  "notebooks",
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
  /** The copy of the project that was packaged. */
  root: string;
  directory: string;
  resources: Record<string, Resource>;
  ofType(type: string): [string, Resource][];
}

/** Files besides that decide what a package is: the versions of what is installed. */
const VERSIONS = "package-lock.json";

/**
 * `sls package` for a stage, of a copy of the project below .sluice, so that no other use of .serverless meets it. Packaging
 * takes ten seconds; a package of the same files is taken again. `service` takes the place of the service's own name, and `params`
 * that of the stage's own. Of each of the `databases`, which the stage has a connection to, the table `<name>/stock` is pulled.
 */
export function packageStage(
  stage: string,
  service?: string,
  params: Record<string, string> = {},
  databases: Databases = {},
): Packaged {
  const region = process.env.AWS_REGION ? [process.env.AWS_REGION] : [];
  const copy = join(STATE_DIR, "packages", [service ?? "own", stage, ...region].join("-"));
  const places = Object.entries(databases).map(([name, { place }]) => [name, place]);
  const connections = places.length > 0 ? { connections: JSON.stringify(Object.fromEntries(places)) } : {};
  const given = Object.entries({ ...params, ...connections }).map(([name, value]) => `--param=${name}=${value}`);
  const [key, noted] = [keyOf(stage, service, ...given, JSON.stringify(databases)), join(copy, "key")];
  if (!existsSync(noted) || readFileSync(noted, "utf8") !== key) {
    makePackage(copy, stage, service, given, databases);
    writeFileSync(noted, key); // last: a package that was cut off is made again
  }
  const directory = join(copy, ".serverless");
  const template = readFileSync(join(directory, "cloudformation-template-update-stack.json"), "utf8");
  const resources = JSON.parse(template).Resources as Record<string, Resource>;
  const ofType = (type: string) => Object.entries(resources).filter(([, { Type }]) => Type === type);
  return { root: copy, directory, resources, ofType };
}

/** By connection: the kind of database, its driver if it is not Glue's, and its place on the stage. */
export type Databases = Record<string, { database: string; driver?: object; place: object }>;

function makePackage(
  copy: string,
  stage: string,
  service = "",
  params: string[] = [],
  databases: Databases = {},
): void {
  rmSync(copy, { recursive: true, force: true });
  for (const part of PARTS) cpSync(join(ROOT, part), join(copy, part), { recursive: true, filter: isSource });
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
  if (service) {
    const file = join(copy, "serverless.yml");
    writeFileSync(file, readFileSync(file, "utf8").replace(/^service: \w+$/m, `service: ${service}`));
  }
  for (const [name, { place: _, ...kind }] of Object.entries(databases)) addDatabase(copy, name, kind);
  execFileSync(join(ROOT, "node_modules", ".bin", "sls"), ["package", "--stage", stage, ...params], {
    cwd: copy,
    env: { ...process.env, SLS_TELEMETRY_DISABLED: "1" },
    stdio: "pipe",
  });
}

function addDatabase(copy: string, name: string, kind: object): void {
  const file = join(copy, "glue/connections", `${name}.json`);
  writeFileSync(file, JSON.stringify({ description: `The database ${name}`, ...kind }));
  const [from, to] = ["warehouse", name].map((source) => join(copy, "schemas", source, "stock"));
  if (name !== "warehouse") cpSync(from as string, to as string, { recursive: true });
  const table = join(to as string, "table.json");
  const { source, ...policy } = JSON.parse(readFileSync(table, "utf8"));
  const { connections: _, split_by: __, ...jdbc } = source.jdbc;
  writeFileSync(table, JSON.stringify({ ...policy, source: { jdbc: { ...jdbc, connection: name } } }));
}

const isSource = (path: string) => !path.endsWith("__pycache__");

/** The same for the same stage, service, region and bytes. */
function keyOf(...words: (string | undefined)[]): string {
  const hash = createHash("sha256").update(JSON.stringify([...words, process.env.AWS_REGION, process.version]));
  for (const part of [...PARTS, VERSIONS])
    for (const file of filesOf(join(ROOT, part))) hash.update(`\0${file}\0`).update(readFileSync(file));
  return hash.digest("hex");
}

function filesOf(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .map((name) => join(path, name))
    .filter(isSource)
    .flatMap(filesOf);
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
