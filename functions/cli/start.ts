import pc from "picocolors";
import { startWithProgress } from "./commands/up";
import { type Stage, useStage } from "./environment";
import { choosePort } from "./local/ports";
import { stopLocalAws } from "./local/process";
import { readLocalAws } from "./local/state";
import { ROOT } from "./paths";
import { serverless } from "./serverless";

const LOAD_SECONDS = 600;

/** What is shown of each mart at the end. */
const QUERIES = [
  "select * from mart.customers_current order by 1",
  "select count(*) as fact_sales_rows from mart.fact_sales",
  "select * from mart.fact_sales order by 1 limit 10",
];

/** The whole path, from nothing to both marts. What it started it stops, whatever happens. */
export async function start(): Promise<void> {
  const started = Date.now();
  const wasUp = readLocalAws() !== null;
  const stop = () => stopLocalAws().then(() => process.exit(130));
  process.once("SIGINT", stop).once("SIGTERM", stop);
  try {
    heading("Local AWS");
    if (wasUp) console.log("The one that is up already is used.");
    else await startWithProgress(await choosePort());
    heading("Deploy");
    await serverless("deploy", "local");
    const stage = await useStage("local");
    const good = await loadSamples(stage);
    await showResults(stage);
    if (!good) process.exitCode = 1;
  } finally {
    if (!wasUp) await stopLocalAws();
    process.removeListener("SIGINT", stop).removeListener("SIGTERM", stop);
  }
  console.log(
    `\n${pc.bold("Done")} in ${((Date.now() - started) / 1000).toFixed(0)} s. Next: sluice up, sluice deploy, sluice --help.`,
  );
}

const heading = (text: string) => console.log(`\n${pc.bold(text)}`);

async function loadSamples(stage: Stage): Promise<boolean> {
  const { byDay, sampleFiles } = await import("./load/files");
  const { loadWithProgress } = await import("./load/watch");
  const { isBad } = await import("./load/outcome");
  let good = true;
  for (const [day, files] of byDay(sampleFiles(ROOT))) {
    heading(`Samples of ${day}`);
    const finished = await loadWithProgress(files, stage, LOAD_SECONDS);
    good &&= !finished.some(isBad);
  }
  return good;
}

async function showResults(stage: Stage): Promise<void> {
  const { listRuns } = await import("../aws/ledger");
  const { runsTable } = await import("./runs-table");
  const { runQuery } = await import("./athena");
  const { FORMATS } = await import("./formats");
  heading("Runs");
  console.log(runsTable(await listRuns(50)));
  for (const sql of QUERIES) {
    heading(sql);
    process.stdout.write(FORMATS.table(await runQuery(sql, stage)));
  }
}
