import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { UsageError } from "../errors";
import { ROOT, STATE_DIR, VENV_PYTHON } from "../paths";
import { DEFAULT_PORT, probePort } from "./ports";
import { forgetLocalAws, isOurs, type LocalAws, readLocalAws, writeLocalAws } from "./state";

const READY_SECONDS = 120;
const STOP_SECONDS = 15;
/** Where the sample databases are; the local AWS writes it once they are there, or once it knows that they will not be. */
const DATABASES = join(STATE_DIR, "databases.json");
/** The sample databases by connection. */
export const readDatabases = (): Record<string, unknown> =>
  existsSync(DATABASES) ? JSON.parse(readFileSync(DATABASES, "utf8")) : {};
const LOG = join(STATE_DIR, "logs", "local-aws.log");

interface StartOptions {
  /** gets the seconds waited */
  onProgress?: (seconds: number) => void;
  /** a folder that keeps everything from one start to the next; without it, nothing is kept */
  memory?: string | undefined;
}

/**
 * Starts the local AWS on `port`, detached, and waits until it answers.
 * @throws UsageError when the port is taken, or the process ends or does not answer
 */
export async function startLocalAws(port: number, { onProgress, memory }: StartOptions = {}): Promise<LocalAws> {
  if (!existsSync(VENV_PYTHON))
    throw new UsageError(`${VENV_PYTHON} is missing: start this command as npx sluice, which installs it.`);
  if ((await probePort(port)) === null) throw new UsageError(portInUse(port));
  rmSync(DATABASES, { force: true });
  const child = launch(port, memory);
  const started = Date.now();
  while (!((await answers(port)) && existsSync(DATABASES))) {
    const seconds = Math.round((Date.now() - started) / 1000);
    if (child.exitCode !== null || child.signalCode !== null) throw new UsageError(await refused(port));
    if (seconds > READY_SECONDS) {
      child.kill();
      throw new UsageError(`The local AWS did not answer on port ${port} within ${READY_SECONDS} s: see ${LOG}.`);
    }
    onProgress?.(seconds);
    await sleep(100);
  }
  child.unref();
  const state = { pid: child.pid as number, port, started_at: new Date().toISOString() };
  writeLocalAws(state);
  return state;
}

const portInUse = (port: number) =>
  `Port ${port} is in use by another program: stop that, or choose another port, such as sluice up --port ${port === DEFAULT_PORT ? 4567 : DEFAULT_PORT}.`;

function launch(port: number, memory?: string): ChildProcess {
  mkdirSync(join(STATE_DIR, "logs"), { recursive: true });
  const log = openSync(LOG, "w");
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_"));
  const args = [
    "-m",
    "local",
    "up",
    "--port",
    String(port),
    "--state-dir",
    STATE_DIR,
    "--connections",
    join("glue", "connections"),
    ...(memory ? ["--memory", memory] : []),
  ];
  const child = spawn(VENV_PYTHON, args, {
    cwd: ROOT,
    env: { ...Object.fromEntries(own), PYTHONUNBUFFERED: "1" },
    detached: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  return child;
}

async function answers(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/_ministack/health`)).ok;
  } catch {
    return false; // not listening yet
  }
}

async function refused(port: number): Promise<string> {
  const tail = readFileSync(LOG, "utf8").trim().split("\n").slice(-15).join("\n");
  return `${tail}\nThe local AWS ended while starting on port ${port}: the lines above are the end of ${LOG}.`;
}

/** Stops the local AWS that `sluice up` started, and no other process; null when none was up. */
export async function stopLocalAws(): Promise<LocalAws | null> {
  const state = readLocalAws();
  if (state) {
    signal(state.pid, "SIGTERM");
    for (let waited = 0; isOurs(state.pid) && waited < STOP_SECONDS * 10; waited += 1) await sleep(100);
    signal(state.pid, "SIGKILL"); // the rest of its process group, which is usually empty
  }
  forgetLocalAws();
  return state;
}

/** Signals the whole group, which the detached process leads. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(-pid, name);
  } catch {
    // gone already
  }
}
