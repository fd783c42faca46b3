import type { Command } from "commander";
import { positiveInteger, stageOption } from "../options";

const HELP = `
Example:
  $ sluice pull warehouse/stock

Pulls the table's rows from its database into raw, as its schedule does, and waits until they are loaded. Exits with 1 when the
pull or the load failed.`;

interface Options {
  stage: string;
  timeout: number;
}

export function registerPull(program: Command): void {
  program
    .command("pull")
    .argument("<source/table>", 'a table with "source.jdbc"')
    .description("pull a table's rows from its database and load them")
    .addOption(stageOption())
    .option("--timeout <seconds>", "how long to wait for the pull, and for the load", positiveInteger, 7200)
    .addHelpText("after", HELP)
    .action(pull);
}

async function pull(table: string, { stage: name, timeout }: Options): Promise<void> {
  const { loadTables } = await import("../read-tables");
  const { ROOT } = await import("../paths");
  const { requirePulled } = await import("../pull/tables");
  requirePulled(table, loadTables(ROOT));
  const { useStage } = await import("../environment");
  const stage = await useStage(name);
  const { pullWithProgress } = await import("../pull/watch");
  if (!(await pullWithProgress(table, stage, timeout))) process.exitCode = 1;
}
