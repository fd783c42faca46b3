import type { Command } from "commander";

export function registerStart(program: Command): void {
  program
    .command("start")
    .description("the whole path on this machine: up, deploy, load the samples, show the marts, down")
    .addHelpText("after", "\nExample:\n  $ npm start\n\nA local AWS that is up already is used and left up.")
    .action(async () => {
      const { start } = await import("../start");
      await start();
    });
}
