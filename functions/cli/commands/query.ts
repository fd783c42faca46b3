import { type Command, Option } from "commander";
import type { Format } from "../formats";
import { isoDate, stageOption } from "../options";

const HELP = `
Examples:
  $ sluice query "select count(*) from mart.customers_current" --format csv
  $ sluice query "select * from staging.shop_orders_history where is_current"
  $ sluice query "select count(*) from mart.fact_sales" --as-of 2026-03-03

With --as-of, a mart has the rows that it showed for that batch date, and a table of staging has the rows of that batch date
and before.

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
    .option("--as-of <day>", "the rows as they were for this batch date", isoDate)
    .addHelpText("after", HELP)
    .action(query);
}

interface Options {
  stage: string;
  format: Format;
  asOf?: string;
}

async function query(sql: string, { stage: name, format, asOf: batchDate }: Options): Promise<void> {
  const { useStage } = await import("../environment");
  const stage = await useStage(name);
  const { runQuery } = await import("../athena");
  const { FORMATS } = await import("../formats");
  const asked = async () => {
    if (batchDate === undefined) return sql;
    const { asOf } = await import("../as-of");
    return asOf(sql, batchDate, stage, await definitions());
  };
  const result = await asked()
    .then((text) => runQuery(text, stage))
    .catch(async (error: Error) => {
      throw await explained(error, sql, name);
    });
  process.stdout.write(FORMATS[format](result));
}

async function definitions() {
  const { loadDefinitions } = await import("../read-definitions");
  const { ROOT } = await import("../paths");
  return loadDefinitions(ROOT);
}

/** The error in the names that people write, where it is about a name. */
async function explained(error: Error, sql: string, stage: string): Promise<Error> {
  const { explainUnknownTable } = await import("../unknown-table");
  const { UsageError } = await import("../errors");
  const { forStage } = await import("../stage-commands");
  const sentence = error instanceof UsageError && explainUnknownTable(sql, error.message, await definitions());
  const told = sentence || (error.name === "AsOfError" && error.message);
  return told ? new UsageError(forStage(told, stage)) : error;
}
