import type { Command } from "commander";

const HELP = `
Examples:
  $ npm test
  $ npm test -- --list
  $ npm test -- --only jest-unit

The last line is "N passed, N failed"; a linter without findings counts as passed. Exits with 1 on any failure.`;

export function registerTest(program: Command): void {
  program
    .command("test")
    .description("run every suite: linters, types, unit tests, real Spark, the local AWS, the whole path")
    .option("--only <suite...>", "run these suites")
    .option("--list", "name the suites")
    .option("--sweep", "run only the random tests, with many more cases")
    .addHelpText("after", HELP)
    .action(async (options: { only?: string[]; list?: boolean; sweep?: boolean }) => {
      const { listSuites, runSuites, runSweeps } = await import("../suites/run");
      if (options.list) return listSuites();
      process.exitCode = (await (options.sweep ? runSweeps() : runSuites(options.only))) ? 0 : 1;
    });
}
