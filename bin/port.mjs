/** `--port` of `sluice up`, checked before anything is installed for it; functions/cli/options.ts says the same later. */
import { MissingToolError } from "./tools.mjs";

/** Throws for a `--port` that is none. A port that is left out for want of a value is the command's to tell. */
export function checkPort(args) {
  const port = portOf(args);
  if (port === undefined || (/^[1-9][0-9]*$/.test(port) && Number(port) < 65_536)) return;
  throw new MissingToolError(
    `The port is ${port || "empty"}, expected a number from 1 to 65535: correct it, such as sluice up --port 4600.`,
  );
}

function portOf(args) {
  const at = args.findIndex((arg) => arg === "--port" || arg === "-p");
  if (at >= 0) return args[at + 1];
  const joined = args.find((arg) => arg.startsWith("--port=") || /^-p./.test(arg));
  return joined?.replace(/^(--port=|-p)/, "");
}
