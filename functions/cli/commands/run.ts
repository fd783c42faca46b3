import type { Command } from "commander";
import { positiveInteger, stageOption } from "../options";

const HELP = `
Examples:
  $ sluice run '{"key": "shop/orders/dt=2026-03-01/orders.jsonl"}'      load this file again
  $ sluice run '{"key": "...", "approve_deletes": true}'                load a snapshot that was held
  $ sluice run '{"withdraw": "shop/orders/dt=2042-03-01/orders.jsonl"}' take it out of staging, as sluice withdraw does
  $ sluice run '{"tables": ["shop/orders"], "from": "2026-03-01"}'      load a table again from raw
  $ sluice run '{"marts": ["fact_sales"], "batch_date": "2026-03-05"}'  build marts again
  $ sluice run --yes                                                    build every mart again
  $ sluice run - < message.json                                         an event that was not delivered

docs/operations.md has every input. Prints a line for each file and each mart, and exits with 1 when any failed.`;

interface Options {
  stage: string;
  yes?: boolean;
  timeout: number;
}

export function registerRun(program: Command): void {
  program
    .command("run")
    .argument("[input]", "what to do, as JSON; - reads the standard input; nothing builds every mart again")
    .description("start the pipeline by hand and wait for the outcome")
    .addOption(stageOption())
    .option("-y, --yes", "do not ask before every mart is built again")
    .option("--timeout <seconds>", "how long to wait for the run", positiveInteger, 7200)
    .addHelpText("after", HELP)
    .action(run);
}

async function run(typed: string | undefined, options: Options): Promise<void> {
  const { loadDefinitions } = await import("../read-definitions");
  const { ROOT } = await import("../paths");
  const { readInput } = await import("../run/input");
  const definitions = loadDefinitions(ROOT);
  const input = await readInput(typed ?? "{}", definitions);
  const { confirmed } = await import("../run/confirm");
  if (typed === undefined && !options.yes && !(await confirmed(Object.keys(definitions.marts), options.stage))) return;
  const { useStage } = await import("../environment");
  const stage = await useStage(options.stage);
  const { runWithProgress } = await import("../run/watch");
  if (!(await runWithProgress(input, stage, options.timeout))) process.exitCode = 1;
}
