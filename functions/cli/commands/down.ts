import type { Command } from "commander";

export function registerDown(program: Command): void {
  program
    .command("down")
    .description("stop the local AWS that sluice up started")
    .addHelpText("after", "\nExample:\n  $ sluice down")
    .action(async () => {
      const { stopLocalAws } = await import("../local/process");
      const stopped = await stopLocalAws();
      console.log(stopped ? `The local AWS on port ${stopped.port} is stopped.` : "The local AWS was not up.");
    });
}
