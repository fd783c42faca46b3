import type { Command } from "commander";
import { isoDate, positiveInteger, stageOption } from "../options";

const HELP = `
Examples:
  $ sluice rollback fact_sales                     the state before the one that is served
  $ sluice rollback fact_sales --to 2026-03-02

Readers see the one state or the other, never a part of each. Nothing is built: a state is served as it was published. The next
build goes on as ever: it serves the date that it builds. Marts that read this one keep their rows.`;

interface Options {
  stage: string;
  to?: string;
  timeout: number;
}

export function registerRollback(program: Command): void {
  program
    .command("rollback")
    .argument("<mart>", "a mart of glue/marts/")
    .description("serve another state of a mart, as it was published")
    .addOption(stageOption())
    .option("--to <day>", "batch date of the state (default: the one before the served one)", isoDate)
    .option("--timeout <seconds>", "how long to wait for the run", positiveInteger, 7200)
    .addHelpText("after", HELP)
    .action(rollback);
}

async function rollback(name: string, { to, ...options }: Options): Promise<void> {
  const { loadDefinitions } = await import("../read-definitions");
  const { ROOT } = await import("../paths");
  const { findMart } = await import("../catalogue/find");
  const { id } = findMart(name, loadDefinitions(ROOT));
  const { useStage } = await import("../environment");
  const stage = await useStage(options.stage);
  const { runWithProgress } = await import("../run/watch");
  const input = { rollback: id, ...(to === undefined ? {} : { to }) };
  if (!(await runWithProgress(input, stage, options.timeout))) process.exitCode = 1;
}
