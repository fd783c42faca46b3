import pc from "picocolors";
import { registerBench } from "../bench/command";
import { QUIET } from "../functions/cli/environment";
import { surviveClosedOutput } from "../functions/cli/output";
import { buildProgram } from "../functions/cli/program";

process.env[QUIET] ??= "true"; // for child processes too

/** Whether the message of an error is enough without its stack. */
const isExplained = (error: Error) => /Error$/.test(error.constructor.name) && error.constructor !== TypeError;

surviveClosedOutput([process.stdout, process.stderr], (sentence) => console.error(`${pc.red("✖")} ${sentence}`));

buildProgram([registerBench])
  .parseAsync(process.argv)
  .catch((error: Error) => {
    console.error(`${pc.red("✖")} ${isExplained(error) && !process.env.SLUICE_DEBUG ? error.message : error.stack}`);
    process.exitCode ||= 1; // validate has set its own
  });
