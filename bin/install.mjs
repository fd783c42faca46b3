/**
 * Installs dependencies into the project folder: node_modules, .sluice/venv and .sluice/jars, side by side. Each part
 * has a stamp, a hash of its sources that is written last: a killed install is repeated, an outdated install is updated,
 * and an unchanged install costs nothing. Messages go to stderr, as stdout belongs to the command.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { createWriteStream, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MissingToolError } from "./tools.mjs";

const NO_NETWORK =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|NewConnectionError|NameResolutionError|Name or service not known|name resolution|could not be fetched|ENOTCACHED/;

/**
 * @param root the project folder
 * @param python gives `{ command, version }` of a Python, called only when a part needs it; undefined: Node's part only
 * @param development whether the linters and test tools of Python are installed, too
 */
export async function install(root, { python, development }) {
  const folder = join(root, ".sluice");
  mkdirSync(join(folder, "stamps"), { recursive: true });
  mkdirSync(join(folder, "logs"), { recursive: true });
  let found;
  const context = { root, folder, development, python: () => (found ??= python()) };
  const parts = PARTS.filter((part) => part.name === "node" || python).filter((part) => !isInstalled(part, context));
  const results = await Promise.allSettled(parts.map((part) => installPart(part, context)));
  const failed = results.find(({ status }) => status === "rejected");
  if (failed) throw failed.reason;
}

const PARTS = [
  {
    name: "node",
    title: "node_modules (npm ci)",
    sources: () => ["package-lock.json"],
    salt: process.version,
    result: "node_modules/.package-lock.json",
    steps: () => [npm("ci", "--no-audit", "--no-fund", "--loglevel=error")],
  },
  {
    name: "python",
    title: "Python packages (pip, Spark included)",
    sources: ({ development }) => requirements(development),
    result: ".sluice/venv/bin/python",
    async steps({ development, python, isWhole }) {
      const files = requirements(development).flatMap((file) => ["-r", file]);
      const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", ...files];
      return [
        [(await python()).command, "-m", "venv", ...(isWhole ? [] : ["--clear"]), ".sluice/venv"],
        [".sluice/venv/bin/python", ...pip],
      ];
    },
  },
  {
    name: "jars",
    title: "Spark's jars, PostgreSQL (Maven Central)",
    sources: () => ["local/jars.json", "local/databases/postgres.json"],
    result: ".sluice/jars",
    steps: async ({ python }) => [[(await python()).command, "-m", "local", "install-jars", "--state-dir", ".sluice"]],
  },
];

const requirements = (development) =>
  development ? ["local/requirements.txt", "local/requirements-dev.txt"] : ["local/requirements.txt"];

/** The npm that called this command, if npm did, else the npm of the PATH. */
function npm(...args) {
  const cli = process.env.npm_execpath;
  return cli?.endsWith(".js") && /npm-cli/.test(cli) ? [process.execPath, cli, ...args] : ["npm", ...args];
}

const stampFile = ({ folder }, name) => join(folder, "stamps", name);

function hashOf(part, context) {
  const hash = createHash("sha256").update(part.salt ?? "");
  for (const file of part.sources(context)) hash.update(readFileSync(join(context.root, file)));
  return hash.digest("hex");
}

/** Whether the part is up to date; an install for development serves everything else, too. */
function isInstalled(part, context) {
  if (!existsSync(join(context.root, part.result))) return false;
  const kinds = part.name === "python" && !context.development ? [false, true] : [context.development];
  const hashes = kinds.map((development) => hashOf(part, { ...context, development }));
  const stamp = stampFile(context, part.name);
  return existsSync(stamp) && hashes.includes(readFileSync(stamp, "utf8"));
}

async function installPart(part, context) {
  const started = Date.now();
  const stamp = stampFile(context, part.name);
  const steps = await part.steps({ ...context, isWhole: existsSync(stamp) });
  rmSync(stamp, { force: true });
  console.error(`Installing ${part.title} ...`);
  for (const step of steps) await runStep(part, step, context);
  writeFileSync(`${stamp}.new`, hashOf(part, context));
  renameSync(`${stamp}.new`, stamp);
  console.error(`Installed  ${part.title} in ${Math.round((Date.now() - started) / 1000)} s`);
}

async function runStep(part, [command, ...args], { root, folder }) {
  const log = join(folder, "logs", `install-${part.name}.log`);
  const code = await new Promise((resolve) => {
    const file = createWriteStream(log, { flags: "w" });
    const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.pipe(file, { end: false });
    child.stderr.pipe(file, { end: false });
    child.on("error", (error) => file.write(`${error.message}\n`, () => resolve(1)));
    child.on("close", (status) => file.end(() => resolve(status ?? 1)));
  });
  if (code === 0) return;
  const text = readFileSync(log, "utf8");
  const remedy = NO_NETWORK.test(text)
    ? "there seems to be no network; connect (or set the proxy or mirror you use)"
    : `see .sluice/logs/install-${part.name}.log`;
  const tail = text.trimEnd().split("\n").slice(-15).join("\n");
  throw new MissingToolError(
    `${tail}\n${part.title} could not be installed: ${remedy} and run the same command again.`,
  );
}
