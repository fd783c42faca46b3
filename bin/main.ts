import pc from "picocolors";
import { registerBench } from "../bench/command";
import { QUIET } from "../functions/cli/environment";
import { main } from "../functions/cli/main";
import { surviveClosedOutput } from "../functions/cli/output";

process.env[QUIET] ??= "true"; // for child processes too

surviveClosedOutput([process.stdout, process.stderr], (sentence) => console.error(`${pc.red("✖")} ${sentence}`));

void main(process.argv, [registerBench]);
