import { type Command, Option } from "commander";
import { stageOption } from "../options";

const HELP = `
Examples:
  $ sluice gaps fact_sales
  $ sluice gaps fact_sales --stage dev --format json

It reads the ledger and raw: files that were held, rejected or never read are named, with the command that loads them.`;

export function registerGaps(program: Command): void {
  program
    .command("gaps")
    .argument("<mart>", "a mart of glue/marts/")
    .description("the batch dates that a mart has no state of, and why")
    .addOption(stageOption())
    .addOption(new Option("-f, --format <name>", "how to print them").choices(["table", "json"]).default("table"))
    .addHelpText("after", HELP)
    .action(gaps);
}

async function gaps(id: string, { stage: name, format }: { stage: string; format: "table" | "json" }): Promise<void> {
  const { loadDefinitions } = await import("../read-definitions");
  const { ROOT } = await import("../paths");
  const { EMPTY_VIEW, explainMart } = await import("../../core/fan-in");
  const definitions = loadDefinitions(ROOT);
  explainMart(id, definitions, EMPTY_VIEW, null); // an unknown mart is reported before any request to AWS
  const { useStage } = await import("../environment");
  const stage = await useStage(name);
  const { findGaps, gapsText } = await import("../gaps");
  const found = await findGaps(id, definitions, stage);
  const { forStage } = await import("../stage-commands");
  console.log(format === "json" ? JSON.stringify(found, null, 2) : forStage(gapsText(found), name));
}
