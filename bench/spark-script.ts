import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { ROOT, STATE_DIR, VENV_PYTHON } from "../functions/cli/paths";

/** Runs a script of the bench on a Spark of its own; `told` gets each line of JSON as it is printed. @throws when it fails */
export async function runSparkScript(script: string, given: string[], told: (line: unknown) => void): Promise<void> {
  const PYTHONPATH = [join(ROOT, "glue"), ROOT].join(delimiter);
  const child = spawn(VENV_PYTHON, [join(ROOT, "bench", script), join(STATE_DIR, "jars"), ...given], {
    cwd: ROOT,
    env: { ...process.env, PYTHONPATH },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
  for await (const line of createInterface({ input: child.stdout })) told(JSON.parse(line));
  const code = await ended;
  if (code !== 0) throw new Error(`bench/${script} ended with ${code}.`);
}
