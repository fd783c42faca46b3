import { progressLine } from "../progress";
import { startLocalAws } from "./process";

/** Starts the local AWS and says so; on a terminal with the seconds while it waits. */
export async function startWithProgress(port: number, memory?: string): Promise<void> {
  const line = progressLine();
  const started = Date.now();
  const onProgress = (seconds: number) => line.update(`Starting the local AWS ... ${seconds} s`);
  await startLocalAws(port, { onProgress, memory }).finally(line.clear);
  console.log(`The local AWS is up on port ${port} (${((Date.now() - started) / 1000).toFixed(1)} s).`);
}
