import { Command } from "commander";
import { COMMANDS } from "./commands";
import { notChecked } from "./commands/validate";

const HELP = `
Everything runs against the local AWS unless --stage names another deployment.

Examples:
  $ sluice start                     the whole path on this machine: up, deploy, samples, marts, down
  $ sluice up && sluice deploy       a local AWS to work with
  $ sluice load incoming             load incoming/<source>/<table>/... and wait for the outcome
  $ sluice query "select * from mart.customers_current" --format csv`;

/** The `sluice` command: the commands of commands/index.ts, then `others`, whose own parts import the command line. */
export function buildProgram(others: ((program: Command) => void)[] = []): Command {
  const program = new Command("sluice")
    .description("Serverless ETL for AWS, on this machine and deployable.")
    .addHelpText("after", HELP)
    .showHelpAfterError("(--help shows the options and examples)")
    .configureHelp({ showGlobalOptions: true });
  for (const register of [...COMMANDS, ...others]) register(program);
  // The override covers options before the command's name; it is set last, as later commands would inherit it.
  if (process.argv.includes("validate")) program.exitOverride(notChecked);
  return program;
}
