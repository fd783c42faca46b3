import type { Command } from "commander";
import { isoDate, stageOption } from "../options";

const HELP = `
Runs glue/marts/<mart>/tests/*.yml (or .json) on a Spark of this machine, without AWS and without a deployment: the rows
that a test gives are staged, the mart is built, and its rows are compared with those that the test expects.
- stands before a row that was expected and is not there, + before one that is there and was not expected.
Exit codes: 0 all passed, 1 a test failed or could not be run.

With --from, nothing is run: a test is drafted from a few rows that the mart has on --stage, and the rows that led there.

Examples:
  $ sluice test-mart                   every test of every mart
  $ sluice test-mart fact_sales
  $ sluice test-mart fact_sales --from 2026-03-05`;

export function registerTestMart(program: Command): void {
  program
    .command("test-mart")
    .argument("[mart]", "a mart of glue/marts/ (default: all)")
    .description("run the unit tests of marts: rows in, rows expected")
    .option("--from <day>", "draft a test from live rows, as of the batch date that the mart shows", isoDate)
    .addOption(stageOption())
    .addHelpText("after", HELP)
    .action(async (mart: string | undefined, { from, stage }: { from?: string; stage: string }) => {
      if (from === undefined) {
        const { testMarts } = await import("../workbench/tests");
        if (!(await testMarts(mart))) process.exitCode = 1;
        return;
      }
      const { draftFrom } = await import("../workbench/draft");
      await draftFrom(mart, from, stage);
    });
}
