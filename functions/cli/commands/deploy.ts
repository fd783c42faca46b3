import type { Command } from "commander";
import { stageOption } from "../options";

export function registerDeploy(program: Command): void {
  program
    .command("deploy")
    .description("check the definitions, then deploy the project: sls deploy --stage <name>")
    .addOption(stageOption())
    .option("--approve-breaking", "although the changes break what reads or fills a table: sluice plan names them")
    .addHelpText(
      "after",
      "\nExamples:\n  $ sluice deploy\n  $ sluice deploy --stage dev     with your own AWS credentials",
    )
    .action(async ({ stage, approveBreaking }: { stage: string; approveBreaking?: boolean }) => {
      const { checkProject } = await import("../check");
      const { ROOT } = await import("../paths");
      const { definitions, skipped } = await checkProject(ROOT, "; nothing was deployed");
      if (skipped) console.log(skipped);
      const { pointAt } = await import("../environment");
      const { names } = await pointAt(stage);
      const { refuseBreaking } = await import("../plan/refuse");
      await refuseBreaking(names.stack, definitions, {}, approveBreaking); // before it is packaged, which takes longer
      const { serverless } = await import("../serverless");
      await serverless("deploy", stage, approveBreaking ? ["--param", "approve_breaking=true"] : []);
    });
}
