import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync, readFileSync } from "node:fs";
import { devNull } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { UsageError } from "../errors";
import { ROOT, STATE_DIR, VENV_PYTHON } from "../paths";

const LOG = join(STATE_DIR, "logs", "workbench.log");
const LOG_LINES = 15;
type Command = "analyse" | "test" | "describe";

/**
 * Starts Spark on this machine for one request (glue/workbench) and gives its answers as they come.
 * @throws UsageError when the process fails; the message has the end of its log
 */
export async function* askWorkbench<Answer>(command: Command, request: object): AsyncGenerator<Answer> {
  mkdirSync(join(STATE_DIR, "logs"), { recursive: true });
  const args = ["-m", "workbench", command, "--jars", join(STATE_DIR, "jars")];
  const child = spawn(VENV_PYTHON, args, { cwd: ROOT, env: environment(command), stdio: "pipe" });
  child.stderr.pipe(createWriteStream(LOG));
  const ended = new Promise<number | string>((resolve) => {
    child.on("error", ({ message }) => resolve(message));
    child.on("close", (code) => resolve(code ?? "a signal"));
  });
  child.stdin.on("error", () => {}); // a process that ends early says why in its log
  child.stdin.end(JSON.stringify(request));
  for await (const line of createInterface({ input: child.stdout })) yield JSON.parse(line) as Answer;
  const code = await ended;
  if (code === 0) return;
  const tail = readFileSync(LOG, "utf8").trimEnd().split("\n").slice(-LOG_LINES).join("\n");
  throw new UsageError(`${tail}\nSpark's process ended with ${code}: the lines above are the end of ${LOG}.`);
}

/** Nothing in it leads to AWS, but for a request that is about a connection of the stage. */
function environment(command: Command): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_"));
  const alone = { ...Object.fromEntries(own), AWS_CONFIG_FILE: devNull, AWS_SHARED_CREDENTIALS_FILE: devNull };
  return {
    ...(command === "describe" ? { ...process.env, AWS_DEFAULT_REGION: process.env.AWS_REGION } : alone),
    PYTHONPATH: join(ROOT, "glue"),
    PYSPARK_PYTHON: VENV_PYTHON,
    SPARK_LOCAL_IP: "127.0.0.1",
  };
}
