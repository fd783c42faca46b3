import { findLoad } from "../../aws/ledger";
import { runCommand } from "../../core/commands";
import type { RunInput } from "../../core/documents";
import type { LoadItem, RunItem } from "../../core/ledger/items";
import type { LoadResult, MartResult } from "../../core/run/outcome";
import { type FileOutcome, isBad, loadOutcome } from "../load/outcome";
import { fileLine, indent, martLine } from "../load/report";
import { reportOf } from "./watch";

/** Everything that is on record about a run, whole sentences included, and the commands that do again what failed. */
export async function describeRun(run: RunItem): Promise<string> {
  const loads = await Promise.all((run.loads as LoadResult[]).map((result) => describeLoad(result, run)));
  const marts = run.marts as MartResult[];
  const builds = await Promise.all(marts.map(async (mart) => martLine(mart, await reportOf(mart, run.execution_arn))));
  const parts = [
    heading(run),
    ...section(
      "Files",
      loads.map(({ line }) => line),
    ),
    ...section("Marts", builds),
    ...section("Not loaded", run.ignored ? [run.ignored] : []),
    ...section(
      "Error",
      errorOf(
        run,
        loads.flatMap(({ outcome }) => outcome ?? []),
        marts,
      ),
    ),
    ...section(
      "To do it again",
      commandsOf(
        run,
        loads.flatMap(({ outcome }) => outcome ?? []),
        marts,
      ),
    ),
  ];
  return parts.join("\n\n");
}

function heading({ run_id, execution_arn, started_at, finished_at, status, key, trigger }: RunItem): string {
  const seconds = finished_at
    ? ` after ${((Date.parse(finished_at) - Date.parse(started_at)) / 1000).toFixed(1)} s`
    : "";
  const what = isByHand(trigger) ? runCommand(trigger) : (key ?? "an event");
  return [
    `Run         ${run_id}`,
    `Status      ${status}${seconds}`,
    `Started     ${started_at} by ${what}`,
    `Execution   ${execution_arn}`,
  ].join("\n");
}

const isByHand = (trigger: unknown): trigger is RunInput =>
  typeof trigger === "object" && trigger !== null && !("detail" in trigger);

const section = (title: string, lines: string[]) => (lines.length ? [`${title}\n${lines.map(indent).join("\n")}`] : []);

/** While a run goes on, its loads are only planned, and have no outcome. */
async function describeLoad(result: LoadResult, run: RunItem): Promise<{ line: string; outcome?: FileOutcome }> {
  const load = await findLoad(result);
  if (!result.status && !result.error) return { line: `- ${result.key}  ${load?.status ?? "PLANNED"}` };
  const outcome = loadOutcome(result, load, run.run_id);
  return { line: [fileLine(outcome), ...later(load, run).map(indent)].join("\n"), outcome };
}

/** The ledger keeps the latest attempt of a load only. */
const later = (load: LoadItem | null, { run_id }: RunItem) =>
  load && load.run_id !== run_id
    ? [`The ledger has a later attempt of it, ${load.status}: see sluice runs ${load.run_id}`]
    : [];

/** The run's own error, where no file and no mart has told it. */
function errorOf({ error, error_message }: RunItem, files: FileOutcome[], marts: MartResult[]): string[] {
  const told = files.some(isBad) || marts.some(({ status }) => status === "FAILED");
  return error && !told ? [`${error}: ${error_message ?? ""}`] : [];
}

function commandsOf(run: RunItem, files: FileOutcome[], marts: MartResult[]): string[] {
  if (run.status !== "FAILED") return [];
  // A file that is rejected has to be corrected first; a file that is held has the command in its sentence.
  if (isByHand(run.trigger) && run.trigger.withdraw !== undefined)
    return files.some(({ status }) => status === "HELD") ? [] : [runCommand(run.trigger)];
  if (isByHand(run.trigger) && run.trigger.rollback !== undefined) return [runCommand(run.trigger)];
  const failed = files.filter((file) => isBad(file) && !["REJECTED", "HELD"].includes(file.status));
  const builds = marts.filter(({ status }) => status === "FAILED");
  const commands = [
    ...failed.map(({ key }) => runCommand({ key })),
    ...builds.map(({ mart, batch_date }) => runCommand({ marts: [mart], batch_date })),
  ];
  const whole = isByHand(run.trigger) && run.error !== "InvalidInputError" && !files.some(isBad);
  return [...new Set(commands.length === 0 && whole ? [runCommand(run.trigger as RunInput)] : commands)];
}
