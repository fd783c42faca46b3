import type { Command } from "commander";

const HELP = `
Documents by file and line, mart.sql by Spark's own analyser, unit tests of marts as far as they can be without running:
sluice test-mart runs them. Spark starts only for marts that have changed since they were right.

Example:
  $ sluice check`;

export function registerCheck(program: Command): void {
  program
    .command("check")
    .description("check the definitions in schemas/ and glue/marts/ without deploying")
    .addHelpText("after", HELP)
    .action(async () => {
      const { checkProject } = await import("../check");
      const { ROOT } = await import("../paths");
      const { definitions, skipped } = await checkProject(ROOT);
      const names = (record: object) => Object.keys(record).sort().join(", ") || "none";
      console.log(`Tables: ${names(definitions.tables)}\nMarts:  ${names(definitions.marts)}`);
      if (skipped) console.log(skipped);
      console.log("The definitions are right.");
    });
}
