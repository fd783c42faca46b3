import pc from "picocolors";
import { martRequests } from "../../aws/ledger";
import type { MartReport } from "../../core/documents";
import type { MartRequest } from "../../core/ledger/items";
import type { MartResult } from "../../core/run/outcome";
import type { Stage } from "../environment";
import { type FileOutcome, isBad } from "../load/outcome";
import { fileLine, indent, martLine, plural } from "../load/report";
import { progressLine } from "../progress";
import { forStage } from "../stage-commands";
import { type EndedRun, startRun, watchRun } from "./execution";

const TICK_MS = 250;

/** Starts the pipeline and prints a line for each file and each mart; whether all of it went well. */
export const runWithProgress = (input: unknown, stage: Stage, timeoutSeconds: number): Promise<boolean> =>
  followRun(() => startRun(stage.stateMachine("pipeline"), input), stage, timeoutSeconds);

/** The same of a run that `find` starts or finds, by its ARN. */
export async function followRun(find: () => Promise<string>, stage: Stage, timeoutSeconds: number): Promise<boolean> {
  const started = Date.now();
  const line = progressLine();
  const say = (text: string) => {
    line.clear();
    console.log(forStage(text, stage.name));
  };
  let doing = "starting";
  const seconds = () => (Date.now() - started) / 1000;
  const timer = setInterval(() => line.update(`${seconds().toFixed(0)} s: ${doing}`), TICK_MS);
  const files: FileOutcome[] = [];
  const onFile = (file: FileOutcome) => {
    files.push(file);
    say(fileLine(file));
  };
  const onProgress = (ended: number, all: number) => {
    doing = all > ended ? `${ended} of ${plural(all, "file")} ended` : "planning, or building marts";
  };
  const ended = await find()
    .then((arn) => watchRun(arn, { timeoutSeconds, onFile, onProgress }))
    .finally(() => {
      clearInterval(timer);
      line.clear();
    });
  const marts = (ended.run?.marts ?? []) as MartResult[];
  for (const mart of marts) say(martLine(mart, await reportOf(mart, ended.run?.execution_arn)));
  for (const text of closing(ended, files, marts, seconds())) say(text);
  return ended.status === "SUCCEEDED" && !files.some(isBad);
}

/** The report of a mart that this run built; null where another one has built it since. */
export async function reportOf({ mart, batch_date }: MartResult, executionArn?: string): Promise<MartReport | null> {
  const mine = ({ batch_date: date, requested_by }: MartRequest) =>
    date === batch_date && requested_by === executionArn;
  return (await martRequests(mart)).find(mine)?.report ?? null;
}

/** The last lines: what no file and no mart has told yet, and the run's own outcome. */
export function closing(
  { run_id, status, run, error, error_message }: EndedRun,
  files: FileOutcome[],
  marts: MartResult[],
  seconds: number,
): string[] {
  const told = files.some(isBad) || marts.some((mart) => mart.status === "FAILED");
  const reason = run?.error_message ?? error_message ?? `The execution ended as ${status}.`;
  const why = status === "SUCCEEDED" || told ? [] : [`${pc.red("✖")} ${run?.error ?? error ?? status}: ${reason}`];
  const nothing = status === "SUCCEEDED" && files.length + marts.length === 0;
  const empty = nothing ? ["There was nothing to load, and no mart has data to build."] : [];
  const left = run?.ignored ? [indent(run.ignored)] : [];
  const what = `${plural(files.length, "file")}, ${plural(marts.length, "mart")} in ${seconds.toFixed(1)} s`;
  const line = `The run ${run_id} ${status === "SUCCEEDED" ? "succeeded" : `ended as ${status}`}: ${what}.`;
  return [...why, ...empty, ...left, status === "SUCCEEDED" ? line : `${pc.red(line)} See sluice runs ${run_id}`];
}
