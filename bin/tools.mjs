/** The three tools that cannot be installed into the project folder are found and checked; an error names the remedy. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const PYTHONS = ["python3.11", "python3.12", "python3.10", "python3", "python"];
const PYTHON_FACTS = "import sys, venv, ensurepip; print('%d.%d.%d' % sys.version_info[:3])";

/** Something is missing or cannot be installed; the message is for the person at the terminal. */
export class MissingToolError extends Error {}

/** Throws unless `version` (as in process.versions.node) is 20.19 or newer. */
export function checkNode(version) {
  const [major, minor] = version.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new MissingToolError(
    `Sluice needs Node 20.19 or newer, found ${version}: install it from https://nodejs.org (or nvm install 22) and run the same command again.`,
  );
}

/** A Python 3.10 to 3.12 that can make virtual environments, 3.11 (Glue's version) first; SLUICE_PYTHON names another. */
export async function findPython(env) {
  const candidates = env.SLUICE_PYTHON ? [env.SLUICE_PYTHON] : PYTHONS;
  const found = [];
  for (const command of candidates) {
    const { stdout, stderr, ok } = await run(command, ["-c", PYTHON_FACTS], env);
    const version = ok ? stdout.trim() : "";
    if (/^3\.1[0-2]\./.test(version)) return { command, version };
    if (version) found.push(`${command} is ${version}`);
    else if (/No module named '?(venv|ensurepip)/.test(stderr))
      found.push(`${command} comes without venv and ensurepip`);
  }
  const what =
    found.join(", ") || (env.SLUICE_PYTHON ? `SLUICE_PYTHON=${env.SLUICE_PYTHON}, which does not run` : "none");
  throw new MissingToolError(
    `Sluice needs Python 3.10, 3.11 or 3.12 with its venv module, found ${what}: install Python 3.11 (apt install python3.11-venv, brew install python@3.11), or name one with SLUICE_PYTHON.`,
  );
}

/** Throws unless the Java that Spark will start (JAVA_HOME's, else the PATH's) is version 17. */
export async function checkJava(env) {
  const home = env.JAVA_HOME ? join(env.JAVA_HOME, "bin", "java") : null;
  const where = home ? `in JAVA_HOME (${env.JAVA_HOME})` : "on the PATH";
  const { stdout, stderr, ok } = await run(home ?? "java", ["-version"], env);
  const version = ok ? javaVersion(`${stderr}\n${stdout}`) : null;
  if (version?.major === 17) return;
  const what = version
    ? `${version.text} ${where}`
    : home && !existsSync(home)
      ? `no bin/java ${where}`
      : `none ${where}`;
  throw new MissingToolError(
    `Sluice needs Java 17, which Spark runs on, found ${what}: install a JDK or JRE 17 (apt install openjdk-17-jre-headless, brew install openjdk@17) and set JAVA_HOME to it.`,
  );
}

/** `{ major, text }` of the output of `java -version` (`openjdk version "17.0.15"`, `java version "1.8.0_292"`), or null. */
export function javaVersion(output) {
  const text = /version "([^"]+)"/.exec(output)?.[1];
  if (!text) return null;
  const [first, second] = text.split(/[._-]/).map(Number);
  return { major: first === 1 ? second : first, text };
}

function run(command, args, env) {
  return new Promise((resolve) => {
    execFile(command, args, { env, timeout: 30_000 }, (error, stdout, stderr) =>
      resolve({ stdout, stderr, ok: !error }),
    );
  });
}
