import type { Command } from "commander";
import { stageOption } from "../options";

const DBT_HELP = `
Examples:
  $ sluice export dbt-sources > models/sources.yml
  $ sluice export dbt-sources --stage dev > models/sources.yml

A model then reads source('sluice_mart', 'fact_sales'), whatever the stage. Keys and tests of the marts become
tests of dbt; what dbt has no test for is kept in config.meta. dbt 1.10.5 or newer, with dbt-athena.`;

const ODCS_HELP = `
Examples:
  $ sluice export odcs shop/orders > orders.odcs.yaml
  $ sluice export odcs fact_sales --stage dev
  $ sluice export odcs > sluice.odcs.yaml

Writes a contract of the Open Data Contract Standard 3.1. Without a name it has every table and mart. What the
standard has no field for is in customProperties, so that sluice new-table --from-odcs gives the same table.
The columns of a mart are those of its table on the stage; a table needs no stage.`;

const CTAS_HELP = `
Examples:
  $ sluice export ctas staging.shop_orders_current --as lab.orders
  $ sluice export ctas mart.fact_sales --as lab.sales --stage dev

Prints a "create table as select" for Athena, with the casts that a table of Hive needs: times become UTC to the millisecond, and
nested names keep letters, digits and _ only.`;

export function registerExport(program: Command): void {
  const group = program.command("export").description("describe the tables and marts to other tools");
  group
    .command("dbt-sources")
    .description("a sources.yml of dbt: the marts, and the live rows and history of each table")
    .addOption(stageOption())
    .addHelpText("after", DBT_HELP)
    .action(exportDbtSources);
  group
    .command("odcs")
    .argument("[name]", "a table or a mart; all of them without it")
    .description("a data contract (Open Data Contract Standard)")
    .addOption(stageOption())
    .addHelpText("after", ODCS_HELP)
    .action(exportOdcs);
  group
    .command("ctas")
    .argument("<relation>", "such as staging.shop_orders_current or mart.fact_sales")
    .requiredOption("--as <database.table>", "the table to make")
    .description("the statement that copies a relation into a table of Hive")
    .addOption(stageOption())
    .addHelpText("after", CTAS_HELP)
    .action(exportCtas);
}

async function exportCtas(relation: string, { as: target, stage }: { as: string; stage: string }): Promise<void> {
  const { copyStatement } = await import("../export/copy");
  console.log(await copyStatement(relation, target, stage));
}

async function exportDbtSources({ stage }: { stage: string }): Promise<void> {
  const { loadDefinitions } = await import("../read-definitions");
  const { ROOT } = await import("../paths");
  const { readService } = await import("../service");
  const { dbtSources } = await import("../../core/export/dbt-sources");
  const { printYaml } = await import("../export/print");
  const { martColumns } = await import("../export/mart-columns");
  const definitions = loadDefinitions(ROOT);
  const { columns, names } = await martColumns(Object.values(definitions.marts), stage);
  printYaml(dbtSources(definitions, columns, { service: readService(ROOT), databases: names.databases }));
}

async function exportOdcs(name: string | undefined, { stage }: { stage: string }): Promise<void> {
  const { loadDefinitions } = await import("../read-definitions");
  const { ROOT } = await import("../paths");
  const { printYaml } = await import("../export/print");
  const { contractFor } = await import("../export/contract");
  printYaml(await contractFor(name, loadDefinitions(ROOT), stage));
}
