import type { Command } from "commander";
import { positiveInteger, stageOption } from "../options";

const HELP = `
Examples:
  $ sluice maintain
  $ sluice maintain shop/orders mart.fact_sales --stage dev

Compacts tables and marts, and removes what nothing needs any more, as the schedule does. Loads, builds and queries go on meanwhile.
Exits with 1 when the maintenance of a table failed; its rows are as before.`;

interface Options {
  stage: string;
  timeout: number;
}

export function registerMaintain(program: Command): void {
  program
    .command("maintain")
    .argument("[names...]", "tables and marts (default: all)")
    .description("compact tables and marts, and remove what nothing needs any more")
    .addOption(stageOption())
    .option("--timeout <seconds>", "how long to wait", positiveInteger, 7200)
    .addHelpText("after", HELP)
    .action(maintain);
}

async function maintain(names: string[], { stage: name, timeout }: Options): Promise<void> {
  const { loadDefinitions } = await import("../read-definitions");
  const { ROOT } = await import("../paths");
  const { inputOf } = await import("../maintain/text");
  const input = inputOf(names, loadDefinitions(ROOT));
  const { useStage } = await import("../environment");
  const stage = await useStage(name);
  const { maintainWithProgress } = await import("../maintain/watch");
  if (!(await maintainWithProgress(input, stage, timeout))) process.exitCode = 1;
}
