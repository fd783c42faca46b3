import { spawn } from "node:child_process";
import { join } from "node:path";
import { stageEnvironment } from "./environment";
import { UsageError } from "./errors";
import { ROOT } from "./paths";

const STDERR = 2;

/**
 * Runs the Serverless Framework in the project folder for a stage, and passes its output on: to stderr where stdout belongs to
 * the command that calls it.
 * @throws UsageError when it fails; its output gives the reason
 */
export async function serverless(
  command: string,
  stage: string,
  args: string[] = [],
  stdout: "inherit" | typeof STDERR = "inherit",
): Promise<void> {
  const environment = { ...stageEnvironment(stage), SLS_NOTIFICATIONS_MODE: "off", SLS_TELEMETRY_DISABLED: "1" };
  const child = spawn(join(ROOT, "node_modules", ".bin", "sls"), [command, "--stage", stage, ...args], {
    cwd: ROOT,
    env: environment,
    stdio: ["ignore", stdout, "inherit"],
  });
  const code = await new Promise<number>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => resolve(status ?? 1));
  });
  if (code !== 0)
    throw new UsageError(`sls ${command} --stage ${stage} failed with exit code ${code}: the lines above say why.`);
}
