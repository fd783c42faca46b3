import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, openSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { probePort } from "../../../functions/cli/local/ports";
import { ROOT } from "../../../functions/cli/paths";
import { TaskError } from "./jobs";

/** What a state machine asks of another service. */
export interface Question {
  resource: string;
  input: { FunctionName: string; Payload: unknown; JobName: string; Arguments: Record<string, string> };
}

export interface Cloud {
  /** answers every task from now on */
  answer: (question: Question) => Promise<unknown>;
  stop(): Promise<void>;
}

/** Starts machines.py, and points this process's AWS clients to it. */
export async function startCloud(): Promise<Cloud> {
  const cloud: Pick<Cloud, "answer"> = { answer: async () => ({}) };
  const server = await listen(cloud);
  const folder = mkdtempSync(join(tmpdir(), "sluice-machines-"));
  const port = (await probePort(0)) as number;
  const endpoint = `http://127.0.0.1:${port}`;
  const script = join(__dirname, "machines.py");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const python = join(ROOT, ".sluice/venv/bin/python");
  const log = openSync(join(folder, "server.log"), "w");
  const child = spawn(python, [script, `${port}`, url, folder], {
    cwd: ROOT,
    env: { ...process.env, PYTHONPATH: ROOT },
    stdio: ["ignore", log, log],
  });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
  });
  await ready(endpoint, child);
  const stop = async () => {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill();
    await ended;
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return Object.assign(cloud, { stop });
}

async function listen(cloud: Pick<Cloud, "answer">): Promise<Server> {
  const server = createServer(async (request, response) => {
    const answer = await textOf(request)
      .then((text) => cloud.answer(JSON.parse(text) as Question))
      .then((result) => ({ result: result ?? null }), failureOf);
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return server;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** A failed task: of a service by its own name, of a Lambda as AWS reports it. */
function failureOf(error: Error): { error: string; cause: string } {
  if (error instanceof TaskError) return { error: error.name, cause: error.message };
  return { error: error.name, cause: JSON.stringify({ errorType: error.name, errorMessage: error.message }) };
}

async function ready(endpoint: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`machines.py ended with ${child.exitCode}`);
    const answer = await fetch(`${endpoint}/_ministack/health`).catch(() => null);
    if (answer?.ok) return;
    await sleep(50);
  }
  throw new Error("machines.py did not start within 30 s");
}
