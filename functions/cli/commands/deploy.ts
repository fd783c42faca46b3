import type { Command } from "commander";
import { stageOption } from "../options";

export function registerDeploy(program: Command): void {
  program
    .command("deploy")
    .description("check the definitions, then deploy the project: sls deploy --stage <name>")
    .addOption(stageOption())
    .addHelpText(
      "after",
      "\nExamples:\n  $ sluice deploy\n  $ sluice deploy --stage dev     with your own AWS credentials",
    )
    .action(async ({ stage }: { stage: string }) => {
      const { checkedDefinitions } = await import("../read-definitions");
      const { ROOT } = await import("../paths");
      checkedDefinitions(ROOT, "; nothing was deployed");
      const { serverless } = await import("../serverless");
      await serverless("deploy", stage);
    });
}
