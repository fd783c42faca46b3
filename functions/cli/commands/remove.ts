import type { Command } from "commander";
import { stageOption } from "../options";

export function registerRemove(program: Command): void {
  program
    .command("remove")
    .description("remove the deployment: sls remove --stage <name>")
    .addOption(stageOption())
    .addHelpText(
      "after",
      "\nExample:\n  $ sluice remove --stage dev\n\nAWS refuses to delete a bucket that holds objects: nothing is emptied for you.",
    )
    .action(async ({ stage }: { stage: string }) => {
      const { serverless } = await import("../serverless");
      await serverless("remove", stage);
    });
}
