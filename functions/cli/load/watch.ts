import type { Stage } from "../environment";
import { progressLine } from "../progress";
import { forStage } from "../stage-commands";
import type { LocalFile } from "./files";
import { type Finished, loadFiles } from "./load";
import { summaryLine, uploadLine } from "./report";

const TICK_MS = 250;
/** Names of running files that the progress line has room for. */
const NAMED = 3;

/** Loads files and prints a file's line when it ends; a terminal also sees what runs meanwhile, and for how long. */
export async function loadWithProgress(files: LocalFile[], stage: Stage, timeoutSeconds: number): Promise<Finished[]> {
  const started = Date.now();
  const line = progressLine();
  const running = new Set<string>();
  let ended = 0;
  const show = () => line.update(progressText(ended, files.length, [...running], (Date.now() - started) / 1000));
  const timer = setInterval(show, TICK_MS);
  const onStart = ({ key }: LocalFile) => running.add(key);
  const onFinish = (finished: Finished) => {
    ended += 1;
    running.delete(finished.key);
    line.clear();
    console.log(forStage(uploadLine(finished, finished.seconds), stage.name));
  };
  const finished = await loadFiles(files, stage, { timeoutSeconds, onStart, onFinish }).finally(() => {
    clearInterval(timer);
    line.clear();
  });
  console.log(summaryLine(finished, (Date.now() - started) / 1000));
  return finished;
}

/** `1 of 3 files, 4 s: shop/orders/dt=2026-03-01/orders.jsonl is running`. */
export function progressText(ended: number, all: number, running: string[], seconds: number): string {
  const more = running.length > NAMED ? ` and ${running.length - NAMED} more` : "";
  const what = running.length
    ? `${running.slice(0, NAMED).join(", ")}${more} running`
    : "waiting for executions to start";
  return `${ended} of ${all} files, ${seconds.toFixed(0)} s: ${what}`;
}
