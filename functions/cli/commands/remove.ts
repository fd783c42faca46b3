import type { Command } from "commander";
import { stageOption } from "../options";

const HELP = `
Examples:
  $ sluice remove --stage dev
  $ sluice remove --stage dev --empty    its data, too

CloudFormation refuses to delete a bucket that holds objects, old versions included. --empty deletes them first, and asks before
it does; a stage whose removal_policy keeps data is refused. S3 delivers access logs late: if the log bucket is not empty then,
run the command again.`;

interface Options {
  stage: string;
  empty?: boolean;
  yes?: boolean;
}

export function registerRemove(program: Command): void {
  program
    .command("remove")
    .description("remove the deployment: sls remove --stage <name>")
    .addOption(stageOption())
    .option("--empty", "delete everything in its buckets first, all versions included")
    .option("-y, --yes", "do not ask")
    .addHelpText("after", HELP)
    .action(remove);
}

async function remove({ stage, empty = false, yes = false }: Options): Promise<void> {
  if (empty) {
    const { pointAt } = await import("../environment");
    const { emptyStage } = await import("../empty");
    if (!(await emptyStage(await pointAt(stage), yes, console.log))) return;
  }
  const { serverless } = await import("../serverless");
  await serverless("remove", stage);
}
