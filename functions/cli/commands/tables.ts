import type { Command } from "commander";
import { stageOption } from "../options";

const HELP = `
Examples:
  $ sluice tables
  $ sluice tables shop/orders
  $ sluice tables fact_sales`;

export function registerTables(program: Command): void {
  program
    .command("tables")
    .argument("[name]", "a table or a mart: shows its columns, and the files that are held, rejected or waiting")
    .description("the tables and marts, and how fresh they are")
    .addOption(stageOption())
    .addHelpText("after", HELP)
    .action(tables);
}

async function tables(name: string | undefined, { stage: stageName }: { stage: string }): Promise<void> {
  const { loadDefinitions } = await import("../read-definitions");
  const { ROOT } = await import("../paths");
  const { findByName } = await import("../catalogue/find");
  const definitions = loadDefinitions(ROOT);
  const found = name === undefined ? null : findByName(name, definitions);
  const { useStage } = await import("../environment");
  const stage = await useStage(stageName);
  const { forStage } = await import("../stage-commands");
  const say = (text: string) => console.log(forStage(text, stageName));
  if (!found) {
    const { listAll } = await import("../catalogue/list");
    return say(await listAll(definitions));
  }
  const { describeMart, showTable } = await import("../catalogue/show");
  if ("table" in found) return say(await showTable(found.table));
  const { columnsOf } = await import("../catalogue/columns");
  const { martFacts } = await import("../catalogue/facts");
  const { mart } = found;
  say(describeMart(mart, await martFacts(mart.id), await columnsOf(stage.names.databases.mart, mart.id)));
}
