import type { Command } from "commander";
import { positiveInteger, stageOption } from "../options";

export function registerRuns(program: Command): void {
  program
    .command("runs")
    .description("the latest runs on record")
    .addOption(stageOption())
    .option("-n, --limit <number>", "how many", positiveInteger, 20)
    .addHelpText("after", "\nExample:\n  $ sluice runs --limit 5")
    .action(async ({ stage, limit }: { stage: string; limit: number }) => {
      const { useStage } = await import("../environment");
      await useStage(stage);
      const { listRuns } = await import("../../aws/ledger");
      const { runsTable } = await import("../runs-table");
      console.log(runsTable(await listRuns(limit)));
    });
}
