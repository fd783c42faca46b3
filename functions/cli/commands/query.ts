import { type Command, Option } from "commander";
import type { Format } from "../formats";
import { stageOption } from "../options";

const HELP = `
Examples:
  $ sluice query "select count(*) from mart.customers_current" --format csv
  $ sluice query "select * from staging.shop_orders_history where is_current"

Names are raw.<source>_<table>, staging.<source>_<table>[_current|_history] and mart.<mart>; SQL is Athena's.`;

export function registerQuery(program: Command): void {
  program
    .command("query")
    .argument("<sql>", "one statement of Athena SQL")
    .description("ask Athena")
    .addOption(stageOption())
    .addOption(
      new Option("-f, --format <name>", "how to print the rows").choices(["table", "csv", "json"]).default("table"),
    )
    .addHelpText("after", HELP)
    .action(query);
}

async function query(sql: string, { stage: name, format }: { stage: string; format: Format }): Promise<void> {
  const { useStage } = await import("../environment");
  const stage = await useStage(name);
  const { runQuery } = await import("../athena");
  const { FORMATS } = await import("../formats");
  const result = await runQuery(sql, stage).catch(async (error: Error) => {
    const { explainUnknownTable } = await import("../unknown-table");
    const { loadDefinitions } = await import("../read-definitions");
    const { ROOT } = await import("../paths");
    const { UsageError } = await import("../errors");
    const { forStage } = await import("../stage-commands");
    const sentence = error instanceof UsageError && explainUnknownTable(sql, error.message, loadDefinitions(ROOT));
    throw sentence ? new UsageError(forStage(sentence, name)) : error;
  });
  process.stdout.write(FORMATS[format](result));
}
