import type { Command } from "commander";
import { isoDate, positiveInteger, stageOption } from "../options";

const HELP = `
Examples:
  $ sluice load incoming                    incoming/<source>/<table>/[dt=YYYY-MM-DD/]<file>
  $ sluice load --samples                   the samples in schemas/*/*/samples
  $ sluice load --samples --date 2026-03-02

Prints a line a file and exits with 1 when any failed.`;

interface Options {
  stage: string;
  samples?: boolean;
  date?: string;
  timeout: number;
}

export function registerLoad(program: Command): void {
  program
    .command("load")
    .argument("[directory]", "a folder of files for the raw bucket")
    .description("put files into raw and wait for their runs")
    .addOption(stageOption())
    .option("--samples", "load the project's samples in place of a folder, day by day")
    .option("--date <day>", "only files of this day (YYYY-MM-DD)", isoDate)
    .option("--timeout <seconds>", "how long to wait for a file", positiveInteger, 1800)
    .addHelpText("after", HELP)
    .action(load);
}

async function load(directory: string | undefined, options: Options): Promise<void> {
  const { UsageError } = await import("../errors");
  if (Boolean(directory) === Boolean(options.samples))
    throw new UsageError("Give either a folder or --samples: sluice load --help has examples.");
  const { byDay, dayOf, filesBelow, sampleFiles } = await import("../load/files");
  const { ROOT } = await import("../paths");
  const all = directory ? filesBelow(directory) : sampleFiles(ROOT);
  const files = options.date ? all.filter(({ key }) => dayOf(key) === options.date) : all;
  if (files.length === 0)
    throw new UsageError(
      `There are no files of ${options.date ?? "any day"} in ${directory ?? "schemas/*/*/samples"}: choose another.`,
    );
  const { useStage } = await import("../environment");
  const stage = await useStage(options.stage);
  const { loadWithProgress } = await import("../load/watch");
  const { isBad } = await import("../load/outcome");
  for (const [, batch] of directory ? [["", files] as const] : byDay(files)) {
    const finished = await loadWithProgress(batch, stage, options.timeout);
    if (finished.some(isBad)) process.exitCode = 1;
  }
}
