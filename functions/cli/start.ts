import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import pc from "picocolors";
import type { Definitions, MartDefinition } from "../core/documents";
import { type Stage, useStage } from "./environment";
import type { LocalFile } from "./load/files";
import { completeMemory, MEMORY, openMemory } from "./local/memory";
import { choosePort } from "./local/ports";
import { readDatabases, stopLocalAws } from "./local/process";
import { startWithProgress } from "./local/start";
import { readLocalAws } from "./local/state";
import { ROOT } from "./paths";
import { checkedDefinitions } from "./read-definitions";
import { serverless } from "./serverless";

const LOAD_SECONDS = 600;

/** The questions to the star that are answered at the end. */
const QUERIES: Record<string, string> = {
  "Sales by day": `select d.date, d.day_name, count(*) as orders, sum(s.amount) as amount
from mart.fact_sales s
join mart.dim_date d on d.date_key = s.order_date_key
group by d.date, d.day_name order by d.date`,
  "Best sales by department and country, as both were on the day of the order": `select p.department, c.country, count(*) as orders, sum(s.amount) as amount
from mart.fact_sales s
join mart.dim_product p on p.product_key = s.product_key
join mart.dim_customer c on c.customer_key = s.customer_key
group by p.department, c.country order by amount desc limit 5`,
  "Customers at the end of each day": `select as_of_date, count(*) as customers, count_if(newsletter) as newsletters
from mart.customers_historical
group by as_of_date order by as_of_date`,
  "Customers of today": `select customer_id, name, country, changed_on
from mart.customers_current
order by customer_id limit 5`,
};

/** Runs the whole path, up to the star. A local AWS that it started is stopped, whatever happens. */
export async function start({ fresh }: { fresh: boolean }): Promise<void> {
  const started = Date.now();
  const definitions = checkedDefinitions(ROOT, "; nothing was started");
  const wasUp = readLocalAws() !== null;
  let good = false;
  const stop = () => stopLocalAws().then(() => process.exit(130));
  process.once("SIGINT", stop).once("SIGTERM", stop);
  try {
    heading("Local AWS");
    if (wasUp) console.log("The running local AWS is used.");
    else {
      openMemory({ fresh });
      await startWithProgress(await choosePort(), MEMORY);
    }
    heading("Deploy");
    await serverless("deploy", "local");
    const stage = await useStage("local");
    good = await loadSamples(stage);
    good = (await pullTables(stage, definitions.tables)) && good;
    await showResults(stage, Object.values(definitions.marts));
    if (!good) process.exitCode = 1;
  } finally {
    if (!wasUp) await stopLocalAws();
    if (!wasUp && good) completeMemory();
    process.removeListener("SIGINT", stop).removeListener("SIGTERM", stop);
  }
  console.log(
    `\n${pc.bold("Done")} in ${((Date.now() - started) / 1000).toFixed(0)} s. Next: npx sluice up, npx sluice deploy, npx sluice --help.`,
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
    const missing = await notLoadedYet(files);
    if (missing.length < files.length)
      console.log(`${files.length - missing.length} files were loaded by an earlier start.`);
    if (missing.length === 0) continue;
    const finished = await loadWithProgress(missing, stage, LOAD_SECONDS);
    good &&= !finished.some(isBad);
  }
  return good;
}

/** Pulls the tables of the sample databases, which a machine has that PostgreSQL is built for. */
async function pullTables(stage: Stage, tables: Definitions["tables"]): Promise<boolean> {
  const { pulledTables } = await import("./pull/tables");
  const { pullWithProgress } = await import("./pull/watch");
  const known = readDatabases();
  let good = true;
  for (const id of pulledTables(tables)) {
    heading(`Pulled from a database: ${id}`);
    if (tables[id]?.jdbc && tables[id].jdbc.connection in known)
      good = (await pullWithProgress(id, stage, LOAD_SECONDS)) && good;
    else console.log("Its sample database is not there: .sluice/logs/local-aws.log says why.");
  }
  return good;
}

/** The files without a loaded version of the same bytes in the ledger. */
async function notLoadedYet(files: LocalFile[]): Promise<LocalFile[]> {
  const { loadsOf } = await import("../aws/ledger");
  const tables = new Set(files.map(({ key }) => key.split("/").slice(0, 2).join("/")));
  const loads = (await Promise.all([...tables].map((table) => loadsOf(table)))).flat();
  const loaded = new Set(loads.filter(({ status }) => status === "LOADED").map(({ key, etag }) => `${key} ${etag}`));
  const etagOf = (path: string) => createHash("md5").update(readFileSync(path)).digest("hex");
  return files.filter(({ key, path }) => !loaded.has(`${key} ${etagOf(path)}`));
}

async function showResults(stage: Stage, marts: MartDefinition[]): Promise<void> {
  const { listRuns } = await import("../aws/ledger");
  const { runsTable } = await import("./runs-table");
  const { runQuery } = await import("./athena");
  const { FORMATS } = await import("./formats");
  const { drawMarts } = await import("./star");
  const { columnsOfEach } = await import("./catalogue/columns");
  heading("Runs");
  console.log(runsTable(await listRuns(50)));
  heading("Marts");
  const columns = await columnsOfEach(
    stage.names.databases.mart,
    marts.map(({ id }) => id),
  );
  // A mart whose inputs no sample brings has no table.
  const built = marts.filter(({ id }) => columns[id] !== null);
  const counts = built.map(({ id }) => `select '${id}', count(*) from mart.${id}`);
  const { rows } = counts.length > 0 ? await runQuery(counts.join(" union all "), stage) : { rows: [] };
  console.log(drawMarts(marts, new Map(rows.map(([id, count]) => [String(id), Number(count)]))));
  for (const [question, sql] of Object.entries(QUERIES)) {
    heading(question);
    console.log(pc.dim(sql));
    process.stdout.write(FORMATS.table(await runQuery(sql, stage)));
  }
}
