#!/usr/bin/env node
/**
 * The bootstrap: plain JavaScript without dependencies, since on a fresh clone there are none. Checks the tools, installs
 * what is missing into the project folder, and hands over to the TypeScript command in bin/main.ts.
 */
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { install } from "./install.mjs";
import { checkPort } from "./port.mjs";
import { checkJava, checkNode, findPython, MissingToolError } from "./tools.mjs";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Commands that run Spark or the local AWS need Python and Java; `test` and `bench` the development tools too. */
const NEEDS = { up: "local", start: "local", "test-mart": "local", test: "development", bench: "development" };

const command = process.argv.slice(2).find((arg) => !arg.startsWith("-"));

async function bootstrap(args) {
  checkNode(process.versions.node);
  const needs = args.some((arg) => arg === "--help" || arg === "-h") ? undefined : NEEDS[command];
  if (command === "up") checkPort(args);
  if (needs) await checkJava(process.env);
  await install(ROOT, { python: needs && (() => findPython(process.env)), development: needs === "development" });
}

try {
  await bootstrap(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof MissingToolError)) throw error;
  console.error(error.message);
  process.exit(command === "validate" ? 2 : 1); // 1 would say that the file is rejected
}
await import("tsx");
await import(pathToFileURL(join(ROOT, "bin/main.ts")).href);
