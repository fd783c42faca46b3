import type { Command } from "commander";

const HELP = `
Examples:
  $ npm run bench
  $ npm run bench -- bundle

The last line is one JSON object with the measured values and "met"; exits with 1 when a target is missed.`;

export function registerBench(program: Command): void {
  program
    .command("bench")
    .argument("[name]", "a benchmark; without a name, all are listed")
    .description("measure against a target, side by side with a peer")
    .addHelpText("after", HELP)
    .action(async (name?: string) => {
      const { listBenchmarks, runBenchmark } = await import(".");
      if (name === undefined) return listBenchmarks();
      process.exitCode = (await runBenchmark(name)) ? 0 : 1;
    });
}
