import { type Command, Option } from "commander";
import { isoDate, stageOption } from "../options";

const HELP = `
Examples:
  $ sluice diff fact_sales                       what its latest build changed
  $ sluice diff fact_sales --date 2026-03-02
  $ sluice diff fact_sales --format json

Of a mart that a failed test holds back, it is what publishing it would change.`;

interface Options {
  stage: string;
  date?: string;
  format: "table" | "json";
}

export function registerDiff(program: Command): void {
  program
    .command("diff")
    .argument("<mart>", "a mart of glue/marts/")
    .description("what a build of a mart changed: rows added, gone, and changed by column")
    .addOption(stageOption())
    .option("--date <day>", "batch date (default: the newest that was built)", isoDate)
    .addOption(new Option("-f, --format <name>", "how to print it").choices(["table", "json"]).default("table"))
    .addHelpText("after", HELP)
    .action(diff);
}

async function diff(name: string, { stage, date, format }: Options): Promise<void> {
  const { loadDefinitions } = await import("../read-definitions");
  const { ROOT } = await import("../paths");
  const { findMart } = await import("../catalogue/find");
  const mart = findMart(name, loadDefinitions(ROOT));
  const { useStage } = await import("../environment");
  await useStage(stage);
  const { martRequests } = await import("../../aws/ledger");
  const { describeDiff, latestBuild } = await import("../mart-diff");
  const build = latestBuild(mart.id, await martRequests(mart.id), date);
  const { forStage } = await import("../stage-commands");
  if (format === "json") return console.log(JSON.stringify(build.held ?? build.report, null, 1));
  console.log(forStage(describeDiff(mart, build), stage));
}
