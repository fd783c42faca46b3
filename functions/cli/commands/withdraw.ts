import type { Command } from "commander";
import { positiveInteger, stageOption } from "../options";

const HELP = `
Examples:
  $ sluice withdraw shop/customers/dt=2042-03-02/customers.csv
  $ sluice withdraw shop/customers/dt=2026-03-02/customers.csv --object-version 3sL4kqtJlcpXroDTDmJ

The file stays in raw. Its rows leave staging as if it had never come: another file of its batch date speaks for that date
again, later days are compared again, and marts are built again. sluice run '{"key": "..."}' loads the file after all.`;

interface Options {
  stage: string;
  objectVersion?: string;
  approveDeletes?: boolean;
  timeout: number;
}

export function registerWithdraw(program: Command): void {
  program
    .command("withdraw")
    .argument("<key>", "the key of a raw object, as sluice runs lists it")
    .description("take a file and its rows out of staging, as if it had never come")
    .addOption(stageOption())
    .option("--object-version <id>", "only this version of the file")
    .option("--approve-deletes", "although later days then delete more than max_delete_percent")
    .option("--timeout <seconds>", "how long to wait for the run", positiveInteger, 7200)
    .addHelpText("after", HELP)
    .action(withdraw);
}

async function withdraw(key: string, { objectVersion, approveDeletes, ...options }: Options): Promise<void> {
  const { loadDefinitions } = await import("../read-definitions");
  const { ROOT } = await import("../paths");
  const { parseTrigger } = await import("../../core/run/input");
  const version = objectVersion === undefined ? {} : { version_id: objectVersion };
  const input = { withdraw: key, ...version, ...(approveDeletes ? { approve_deletes: true } : {}) };
  parseTrigger(input, loadDefinitions(ROOT));
  const { useStage } = await import("../environment");
  const stage = await useStage(options.stage);
  const { runWithProgress } = await import("../run/watch");
  if (!(await runWithProgress(input, stage, options.timeout))) process.exitCode = 1;
}
