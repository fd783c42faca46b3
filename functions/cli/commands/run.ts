import type { Command } from "commander";
import { isoDate, positiveInteger, stageOption } from "../options";

const HELP = `
Examples:
  $ sluice run '{"key": "shop/orders/dt=2026-03-01/orders.jsonl"}'      load this file again
  $ sluice run '{"key": "...", "approve_deletes": true}'                load a snapshot that was held
  $ sluice run '{"withdraw": "shop/orders/dt=2042-03-01/orders.jsonl"}' take it out of staging, as sluice withdraw does
  $ sluice run '{"tables": ["shop/orders"], "from": "2026-03-01"}'      load a table again from raw
  $ sluice run '{"marts": ["fact_sales"], "batch_date": "2026-03-05"}'  build marts again
  $ sluice run --mart fact_sales --from 2026-03-01 --to 2026-03-05      build every state of these days (back-fill)
  $ sluice run --yes                                                    build every mart again
  $ sluice run - < message.json                                         an event that was not delivered

docs/operations.md has every input. Prints a line for each file and each mart, and exits with 1 when any failed. A back-fill
says what it costs, and asks before it starts.`;

interface Options {
  stage: string;
  yes?: boolean;
  timeout: number;
  mart?: string[];
  from?: string;
  to?: string;
}

export function registerRun(program: Command): void {
  program
    .command("run")
    .argument("[input]", "what to do, as JSON; - reads the standard input; nothing builds every mart again")
    .description("start the pipeline by hand and wait for the outcome")
    .addOption(stageOption())
    .option("--mart <names...>", "in place of an input: build these marts")
    .option("--from <day>", "with --mart: from this batch date on, each that is due", isoDate)
    .option("--to <day>", "with --mart: up to this batch date", isoDate)
    .option("-y, --yes", "do not ask before many states are built")
    .option("--timeout <seconds>", "how long to wait for the run", positiveInteger, 7200)
    .addHelpText("after", HELP)
    .action(run);
}

async function run(typed: string | undefined, options: Options): Promise<void> {
  const { loadDefinitions } = await import("../read-definitions");
  const { ROOT } = await import("../paths");
  const { inputOf, readInput } = await import("../run/input");
  const definitions = loadDefinitions(ROOT);
  const given = inputOf(typed, options);
  const input = await readInput(given ?? "{}", definitions);
  const { decided } = await import("../run/decide");
  const wish = { input, isEmpty: given === undefined, yes: options.yes ?? false };
  const stage = await decided(wish, definitions, options.stage);
  if (!stage) return;
  const { runWithProgress } = await import("../run/watch");
  if (!(await runWithProgress(input, stage, options.timeout))) process.exitCode = 1;
}
