import type { Command } from "commander";
import { isoDate, stageOption } from "../options";

export function registerWhy(program: Command): void {
  program
    .command("why")
    .argument("<mart>", "a mart of glue/marts/")
    .description("why a mart is built or not: the inputs it waits for, and the files of them that were not loaded")
    .addOption(stageOption())
    .option("--date <day>", "batch date (default: the newest of its inputs)", isoDate)
    .addHelpText("after", "\nExamples:\n  $ sluice why fact_sales\n  $ sluice why fact_sales --date 2026-03-04")
    .action(why);
}

async function why(mart: string, { stage, date }: { stage: string; date?: string }): Promise<void> {
  const { loadDefinitions } = await import("../read-definitions");
  const { ROOT } = await import("../paths");
  const { EMPTY_VIEW, explainMart } = await import("../../core/fan-in");
  const definitions = loadDefinitions(ROOT);
  explainMart(mart, definitions, EMPTY_VIEW, null); // an unknown mart is reported before any request to AWS
  const { useStage } = await import("../environment");
  await useStage(stage);
  const { ledgerView } = await import("../../aws/ledger");
  const marts = Object.values(definitions.marts).filter(({ id }) => id === mart);
  const { message, notes, inputs } = explainMart(mart, definitions, await ledgerView(marts), date ?? null);
  const { renderTable } = await import("../tables");
  const rows = inputs.map(({ name, cadence, arrived, latest }) => [
    name,
    cadence,
    arrived ? "yes" : "no",
    latest ?? "never",
  ]);
  const { forStage } = await import("../stage-commands");
  for (const line of [message, ...notes]) console.log(forStage(line, stage));
  if (rows.length === 0) return;
  console.log(renderTable([{ name: "input" }, { name: "cadence" }, { name: "arrived" }, { name: "latest" }], rows));
}
