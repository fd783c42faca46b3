import pc from "picocolors";
import { QUIET } from "./environment";
import { buildProgram } from "./program";

process.env[QUIET] ??= "true"; // for child processes too

/** Errors whose message says everything; a stack would only be in the way. */
const told = (error: Error) => /Error$/.test(error.constructor.name) && error.constructor !== TypeError;

buildProgram()
  .parseAsync(process.argv)
  .catch((error: Error) => {
    console.error(`${pc.red("✖")} ${told(error) && !process.env.SLUICE_DEBUG ? error.message : error.stack}`);
    process.exitCode ||= 1; // validate has set its own
  });
