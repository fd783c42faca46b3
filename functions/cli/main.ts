import type { Command } from "commander";
import pc from "picocolors";
import { buildProgram } from "./program";

/** Whether the message of an error is enough without its stack. */
const isExplained = (error: Error) => /Error$/.test(error.constructor.name) && error.constructor !== TypeError;

/** Runs the command line `argv`, as process.argv has it, to its end: an error becomes its sentence and the exit code. */
export async function main(argv: string[], others: ((program: Command) => void)[] = []): Promise<void> {
  try {
    await buildProgram(others).parseAsync(argv);
  } catch (thrown) {
    const error = thrown as Error;
    console.error(`${pc.red("✖")} ${isExplained(error) && !process.env.SLUICE_DEBUG ? error.message : error.stack}`);
    process.exitCode ||= 1; // validate has set its own
  }
}
