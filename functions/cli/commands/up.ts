import type { Command } from "commander";
import { portNumber } from "../options";

export function registerUp(program: Command): void {
  program
    .command("up")
    .description("start the local AWS on 127.0.0.1")
    .option("-p, --port <number>", "port (default: 4566)", portNumber)
    .addHelpText(
      "after",
      "\nExamples:\n  $ sluice up\n  $ sluice up --port 4600\n\nIt keeps nothing: after sluice down, deploy and load again.",
    )
    .action(up);
}

async function up({ port }: { port?: number }): Promise<void> {
  const { readLocalAws } = await import("../local/state");
  const running = readLocalAws();
  if (running) return console.log(`The local AWS is already up on port ${running.port}.`);
  const { DEFAULT_PORT } = await import("../local/ports");
  const { startWithProgress } = await import("../local/start");
  await startWithProgress(port ?? DEFAULT_PORT);
}
