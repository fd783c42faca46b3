import { type Command, Option } from "commander";
import { positiveInteger, stageName } from "../options";

const HELP = `
Examples:
  $ sluice verify                         on your own AWS: deploys a stage of its own, looks, removes it
  $ sluice verify --stage local --keep    on the local AWS, into what is deployed there
  $ sluice verify --pull erp/orders --param connections="$(cat connections.json)"    and pulls a table from your database

It deploys, loads three good files and a bad one, lets a job fail, and looks at what only AWS can settle: names of errors, log
groups, views, partitions of raw, tags, how long each state takes, and what it costs (some 10 job runs of Glue). A stage that was
deployed before is left as it is, with these files loaded into it. Writes <out>.md and <out>.json, and exits with 1 when a claim does not hold.`;

interface Options {
  stage?: string;
  keep?: boolean;
  files?: string;
  pull?: string[];
  param?: string[];
  out: string;
  timeout: number;
}

export function registerVerify(program: Command): void {
  program
    .command("verify")
    .description("deploy to a throw-away stage, see whether everything is there as it should be, and remove it")
    .addOption(new Option("-s, --stage <name>", "a stage in place of one with a name of its own").argParser(stageName))
    .option("--keep", "leave the stage as it is at the end")
    .option("--files <directory>", "three files to load, in place of the samples of the first day")
    .option("--pull <source/table...>", "tables to pull from their databases, which the stage must reach")
    .option("--param <name=value...>", "parameters for the deployment, such as connections={...}, as sls takes them")
    .option("--out <path>", "where the report goes, without an ending", "sluice-verify")
    .option("--timeout <seconds>", "how long to wait for a file", positiveInteger, 1800)
    .addHelpText("after", HELP)
    .action(verify);
}

async function verify({ stage, keep = false, files, pull = [], param = [], out, timeout }: Options): Promise<void> {
  const { ROOT } = await import("../paths");
  const { checkedDefinitions } = await import("../read-definitions");
  const definitions = checkedDefinitions(ROOT, "; nothing was deployed");
  const { requirePulled } = await import("../pull/tables");
  for (const table of pull) requirePulled(table, definitions.tables);
  const { pointAt } = await import("../environment");
  const at = await pointAt(stage ?? ownName());
  const { verifyStage } = await import("../verify");
  const isFine = await verifyStage(at, definitions, {
    keep,
    directory: files,
    pull,
    params: param,
    out,
    timeoutSeconds: timeout,
  });
  if (!isFine) process.exitCode = 1;
}

/** A stage that nobody has: names of buckets leave room for about this many letters. */
const ownName = () => `verify${Date.now().toString(36).slice(-5)}`;
