import type { Command } from "commander";
import { positiveInteger, stageOption } from "../options";

const HELP = `
Examples:
  $ sluice runs --limit 5
  $ sluice runs 3f2a91c0                                       one run, by the beginning of its id
  $ sluice runs shop/orders/dt=2026-03-01/orders.jsonl         the latest run of a file`;

export function registerRuns(program: Command): void {
  program
    .command("runs")
    .argument("[run]", "a run's id or the beginning of it, or the key of a file: shows everything about it")
    .description("the latest runs on record, or everything about one")
    .addOption(stageOption())
    .option("-n, --limit <number>", "how many", positiveInteger, 20)
    .addHelpText("after", HELP)
    .action(runs);
}

async function runs(run: string | undefined, { stage, limit }: { stage: string; limit: number }): Promise<void> {
  const { useStage } = await import("../environment");
  await useStage(stage);
  const { forStage } = await import("../stage-commands");
  const { asTheyAre } = await import("../run/over");
  if (run === undefined) {
    const { listRuns } = await import("../../aws/ledger");
    const { runsTable } = await import("../runs-table");
    return console.log(forStage(runsTable(await asTheyAre(await listRuns(limit))), stage));
  }
  const { findRunBy } = await import("../run/find");
  const { describeRun } = await import("../run/describe");
  const [found] = await asTheyAre([await findRunBy(run)]);
  if (found) console.log(forStage(await describeRun(found), stage));
}
