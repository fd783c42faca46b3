import type { Command } from "commander";

export function registerStart(program: Command): void {
  program
    .command("start")
    .description("the whole path on this machine: up, deploy, load the samples, show the star, down")
    .option("--fresh", "forget everything that the last start loaded")
    .addHelpText(
      "after",
      `
Examples:
  $ npm start
  $ npm start -- --fresh

A local AWS that is up already is used and left up. Otherwise a local AWS is started with everything that the last
start deployed and loaded with the same code.`,
    )
    .action(async ({ fresh }: { fresh?: boolean }) => {
      const { start } = await import("../start");
      await start({ fresh: fresh ?? false });
    });
}
